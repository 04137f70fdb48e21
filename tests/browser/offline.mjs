// Goes through a lesson in one file by keyboard alone, in every language, and says what happened.
//
//   node offline.mjs PAGE KIND BROWSER      KIND is practice or interview, BROWSER chromium or firefox
//
// The environment names the browsers: CHROMIUM and FIREFOX. Nothing but the file can be reached. Prints JSON: {"seconds": until the first screen,
// "loaded": until the page was read, "shown": {language: [text of each screen…]}, "given": {language: what the interview was told}, "findings": [what is wrong for the eye…],
// "asked": [every other address…], "kept": [names of what is stored, after all and after the page is loaded again], "after": what the page shows then,
// "left": address and text after it was left in a hurry, and somebody went back}.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";

const [place, kind, browser] = process.argv.slice(2);
const page = pathToFileURL(place).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const asked = [];

// -- browsers -------------------------------------------------------------------------------------------------------

async function inChromium() {
  const started = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-sync"] });
  const context = await started.newContext({ offline: true, locale: "fi-FI", viewport: { width: 320, height: 800 } });
  const tab = await context.newPage();
  const ways = [["light", 320], ["dark", 320], ["light", 1280], ["dark", 1280]];
  const look = async ([colorScheme, width]) => {
    await tab.emulateMedia({ colorScheme });
    await tab.setViewportSize({ width, height: 800 });
  };
  return { tab, ways, look, cookies: () => context.cookies(), close: () => started.close() };
}

async function inFirefox() {
  const nowhere = { "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9 };
  const started = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX,
    extraPrefsFirefox: { ...nowhere, "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9, "layout.css.prefers-color-scheme.content-override": 0 },
    defaultViewport: { width: 320, height: 800 },
  });
  const tab = await started.newPage();
  return { tab, ways: [["dark", 320]], look: async () => {}, cookies: () => started.cookies(), close: () => started.close() };
}

const { tab, ways, look, cookies, close } = await { chromium: inChromium, firefox: inFirefox }[browser]();
tab.on("request", (request) => asked.push(request.url()));

// -- hands and eyes -------------------------------------------------------------------------------------------------

async function until(test, what) {
  for (let n = 0; n < 1200; n += 1) {
    if (await tab.evaluate(`Boolean(${test})`)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw Error(`never: ${what}`);
}
const settled = () => until("!document.querySelector('#work').hasAttribute('aria-busy')", "an answer");

// Tab leads forward, Shift and Tab back. (Beyond the last element Firefox goes to its own buttons.)
const way = (selector) => {
  const [here, there] = [document.activeElement, document.querySelector(selector)];
  if (here.matches(selector)) return "";
  return here !== document.body && here.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_PRECEDING ? "back" : "on";
};
async function reach(selector) {
  for (let n = 0; n < 120; n += 1) {
    const to = await tab.evaluate(`(${way})(${JSON.stringify(selector)})`);
    if (!to) return;
    if (to === "back") await tab.keyboard.down("Shift");
    await tab.keyboard.press("Tab");
    if (to === "back") await tab.keyboard.up("Shift");
  }
  throw Error(`Tab does not reach ${selector}`);
}
async function press(selector, key = "Enter") {
  await reach(selector);
  await tab.keyboard.press(key);
  await settled();
}
const text = () => tab.evaluate("document.querySelector('#work').textContent");

const looks = () =>
  axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((found) => [
    ...found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => `${node.target} ${node.failureSummary}`).join("\n")}`),
    ...found.incomplete.filter((each) => each.id === "color-contrast").map((each) => `contrast cannot be told: ${each.nodes[0].target}`),
    ...(document.scrollingElement.scrollWidth > document.documentElement.clientWidth ? ["scrolls sideways"] : []),
  ]);
const findings = [];
async function see(where) {
  for (const way of ways) {
    await look(way);
    await tab.evaluate(axe);
    findings.push(...(await tab.evaluate(`(${looks})()`)).map((found) => `${where}, ${way}: ${found}`));
  }
  await look(ways[0]);
}

const kept = async () => [
  ...(await cookies()).map((each) => each.name),
  ...(await tab.evaluate(`(async () => {
    const every = [() => Object.keys(localStorage), () => Object.keys(sessionStorage), () => document.cookie.split(";").filter(Boolean),
      async () => (await indexedDB.databases()).map((each) => each.name), () => caches.keys(), () => (history.state ? ["state"] : [])];
    const found = [];
    for (const each of every) {
      try { found.push(...(await each())); } catch {} // a page that is a file has no such store
    }
    return found;
  })()`)),
];

// -- lessons --------------------------------------------------------------------------------------------------------

async function practice(lang) {
  const screens = [await text()];
  for (let n = 0; n < 4; n += 1) {
    await press("#work input", " ");
    await press("#work form button");
    screens.push(await text());
    if (lang === "fi") await see(`screen ${n + 1}`);
  }
  return screens;
}

const given = {};
async function interview(lang) {
  const screens = [await text()];
  await press("#work form > button");
  for (const answer of ["true", "maybe", "declined", ""]) {
    screens.push(await text());
    await press(`#work button[name=answer][value$=":${answer}"]`);
  }
  if (lang === "fi") await see("question");
  given[lang] = await tab.evaluate("[...new FormData(document.querySelector('#work form')).entries()]");
  await press("#work button[value=brief]");
  screens.push(await text());
  if (lang === "fi") await see("brief");
  return screens;
}

try {
  await tab.goto(page);
  const begun = performance.now();
  await see("before it starts");
  await until("document.querySelector('#work form')", "a first screen");
  const seconds = (performance.now() - begun) / 1000;
  const loaded = await tab.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd / 1000");
  await see("first");
  const shown = {};
  for (const lang of ["sv", "en", "fi"]) {
    await press(`#languages [lang=${lang}]`);
    await press("#anew");
    shown[lang] = await { practice, interview }[kind](lang);
    if ((await tab.evaluate("document.documentElement.lang")) !== lang) findings.push(`the page says it is not ${lang}`);
  }
  const names = await kept();
  await tab.reload();
  await until("document.querySelector('#work form') || !document.querySelector('#starting').hidden", "the page again");
  const after = await text();
  names.push(...(await kept()));
  await reach("#leave");
  await tab.keyboard.press("Enter");
  for (let n = 0; n < 200 && tab.url() !== "about:blank"; n += 1) await new Promise((done) => setTimeout(done, 50));
  await tab.goBack().catch(() => {}); // there is nowhere to go back to
  await new Promise((done) => setTimeout(done, 500));
  const left = [await tab.evaluate("location.href"), await tab.evaluate("document.body.textContent")];
  const foreign = asked.filter((address) => address !== page && !/^(blob|data):/.test(address)); // what the page holds itself
  console.log(JSON.stringify({ seconds, loaded, shown, given, findings, asked: foreign, kept: names, after, left }));
} finally {
  await close();
}
