// Goes through the screens of a lesson by keyboard alone.
//
//   node lesson.mjs PAGE      a page that shows the screens one after the other and keeps what is chosen in window.taken
//
// On every screen it takes the first choice, on the last it stops. Prints JSON: what was chosen, which title had the focus on each screen but the
// first, what the page says at the end, and what is kept.

import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-sync"] });
try {
  const context = await browser.newContext({ offline: true });
  const tab = await context.newPage();
  const asked = [];
  tab.on("request", (request) => asked.push(request.url()));
  const page = pathToFileURL(process.argv[2]).href;
  await tab.goto(page);
  const titles = [];
  const screens = await tab.evaluate("window.screens.length");
  const focused = () => tab.evaluate("[document.activeElement.localName, document.activeElement.textContent]");
  const reach = async (test) => {
    for (let n = 0; n < 200 && !(await tab.evaluate(test)); n += 1) await tab.keyboard.press("Tab");
  };
  for (let n = 0; n < screens - 1; n += 1) {
    await reach("document.activeElement.localName === 'input'");
    await tab.keyboard.press("Space");
    await reach("document.activeElement.localName === 'button'");
    await tab.keyboard.press("Enter");
    titles.push(await focused());
  }
  await reach("document.activeElement.localName === 'button' && document.activeElement.type === 'button'");
  await tab.keyboard.press("Enter");
  const kept = await tab.evaluate("[localStorage.length, sessionStorage.length, document.cookie.length]");
  const told = { taken: await tab.evaluate("window.taken"), titles, end: await tab.evaluate("document.body.innerText"), kept };
  console.log(JSON.stringify({ ...told, asked: asked.filter((url) => url !== page) }));
} finally {
  await browser.close();
}
