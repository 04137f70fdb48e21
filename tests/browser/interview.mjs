// Goes through interviews in Chromium by keyboard alone, and says what happened.
//
//   node interview.mjs ADDRESS STEPS      STEPS is JSON: for each interview the texts of the buttons, in turn
//
// The environment names the browser: CHROMIUM. Prints JSON: {"addresses": [every address asked for], "titles": [of each interview the heading
// of each page], "kept": [cookies and stored names], "lang": of the last page}.

import { chromium } from "playwright-core";

const [address, steps] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
const context = await browser.newContext({ locale: "sv-FI" });
const page = await context.newPage();
const addresses = [];
const titles = [];
page.on("request", (request) => addresses.push(`${request.method()} ${request.url()}`));

const focused = () => page.evaluate(() => `${document.activeElement.textContent}|${document.activeElement.id}|${document.activeElement.name}`);
async function tabTo(wanted) {
  for (let n = 0; n < 60; n += 1) {
    await page.keyboard.press("Tab");
    if ((await focused()).split("|").includes(wanted)) return;
  }
  throw Error(`Tab does not reach ${wanted}`);
}
const heading = async () => titles.at(-1).push(await page.textContent("h1"));
async function press() {
  const before = titles.at(-1).at(-1);
  await page.keyboard.press("Enter");
  await page.waitForFunction((was) => ![null, undefined, was].includes(document.querySelector("h1")?.textContent), before);
  await heading();
}

for (const buttons of JSON.parse(steps)) {
  await page.goto(address);
  titles.push([]);
  await heading();
  for (const button of buttons) {
    await tabTo(button);
    await press();
  }
}
const kept = await page.evaluate(() => [document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(Boolean));
const lang = await page.evaluate(() => document.documentElement.lang);
console.log(JSON.stringify({ addresses, titles, kept: [...kept, ...(await context.cookies())], lang }));
await browser.close();
