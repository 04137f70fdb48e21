// Goes through the interview, leaves it, and says what the history of the browser still shows.
//
//   node history.mjs BROWSER ADDRESS STEPS FOLDER    STEPS is JSON: texts of buttons, in turn; FOLDER is empty, for a profile
//
// The environment names the browsers: CHROMIUM and FIREFOX; with SCRIPT=off Chromium runs no script of a page. Prints JSON: {"asked": [the heading of each page], "grown": by how many entries
// the history grew while it was answered, "left": by how many until it was left, "shows": {what was done: {"title", "held", "address"}: the
// heading of the page then, the answers that its forms hold, and where it is}}.

import { join } from "node:path";
import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";

const [name, address, steps, folder] = process.argv.slice(2);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// A profile on disk, opened as often as wanted; the second time as the browser opens again what was open.
async function inChromium(again) {
  const context = await chromium.launchPersistentContext(join(folder, "chromium"), {
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", ...(again ? ["--restore-last-session"] : [])],
    javaScriptEnabled: process.env.SCRIPT !== "off",
  });
  await wait(again ? 3000 : 0);
  return { pages: () => context.pages(), close: () => context.close() };
}

async function inFirefox(again) {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX,
    userDataDir: join(folder, "firefox"),
    extraPrefsFirefox: { "browser.startup.page": 3, "browser.sessionstore.resume_from_crash": true, "browser.sessionstore.interval": 500 },
  });
  await wait(again ? 5000 : 0);
  return { pages: () => browser.pages(), close: () => browser.close() };
}

const start = { chromium: inChromium, firefox: inFirefox }[name];
const shows = {};
const asked = [];

let browser = await start(false);
const page = (await browser.pages())[0];
page.on("dialog", (dialog) => dialog.dismiss()); // an offer to send the form again

const seen = () => ({
  title: document.querySelector("h1")?.textContent ?? document.body?.textContent.slice(0, 60) ?? "",
  held: [...document.querySelectorAll("input[name='given[]']")].map((each) => each.value),
});
async function look(what, tab = page) {
  await wait(700);
  const there = await tab.evaluate(seen).catch((problem) => ({ title: `no page: ${problem}`, held: [] }));
  shows[what] = { ...there, address: tab.url() };
}
async function go(what, there) {
  await there().catch(() => {}); // there may be nowhere to go, or a page that does not come
  await look(what);
}
async function press(said) {
  const before = await page.evaluate(() => document.querySelector("h1").textContent);
  asked.push(before);
  await page.evaluate((wanted) => [...document.querySelectorAll("button")].find((each) => each.textContent === wanted).click(), said);
  for (let n = 0; n < 100; n += 1) {
    await wait(50);
    const now = await page.evaluate(() => document.querySelector("h1")?.textContent).catch(() => before);
    if (now && now !== before) return;
  }
  throw Error(`nothing follows after ${said}`);
}
const answer = async () => {
  for (const each of JSON.parse(steps)) await press(each);
};
const entries = () => page.evaluate(() => history.length);

await page.goto(`${address}health`);
await page.goto(address);
const before = await entries();
await answer();
const grown = (await entries()) - before;
await look("answered");
if (process.env.SCRIPT === "off") {
  await go("back", () => page.goBack());
  await browser.close();
  console.log(JSON.stringify({ asked, grown, left: 0, shows }));
  process.exit();
}
await go("reload", () => page.reload());
await answer();
await go("back", () => page.goBack());
await go("forward", () => page.goForward());
await answer();
await page.evaluate(() => document.getElementById("leave").click());
await look("left");
const left = (await entries()) - before;
await go("left reload", () => page.reload());
await go("left back", () => page.goBack());
await go("left forward", () => page.goForward());
await page.goto(address);
await answer();
await wait(1500);
await browser.close();
browser = await start(true);
const tabs = await browser.pages();
for (const [n, tab] of tabs.entries()) await look(`opened again ${n}`, tab);
await browser.close();
console.log(JSON.stringify({ asked, grown, left, shows }));
