// Opens every page under a folder from the disk, and says what each asks for elsewhere and which errors it has. Chromium prints them too, of many
// pages some 150 all over the folder: printing takes much longer than opening.
//
//   node opens.mjs FOLDER chromium|firefox
//
// The environment names the browsers: CHROMIUM and FIREFOX. Prints JSON: {"pages": number, "printed": number, "unprinted": number, "findings": [[page, what, detail]…]}.

import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";

const TABS = 4;
const [folder, name] = process.argv.slice(2);

const start = {
  chromium: () => chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] }),
  firefox: () => puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX }),
};

const pages = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const waiting = pages.entries();
const every = Math.ceil(pages.length / 150);
const findings = [];
let [printed, unprinted] = [0, 0];

async function open(browser) {
  for (const [index, path] of waiting) {
    const page = relative(folder, path);
    const found = (what) => (detail) => findings.push([page, what, String(detail)]);
    const tab = await browser.newPage();
    tab.on("request", (request) => /^(file|data|blob):/.test(request.url()) || found("asks elsewhere")(request.url()));
    tab.on("pageerror", found("error"));
    tab.on("console", (said) => said.type() === "error" && found("error")(said.text()));
    await tab.goto(pathToFileURL(path).href);
    if (!(await tab.evaluate("document.body.innerText.trim().length"))) found("is empty")("");
    if (name === "chromium" && index % every === 0) {
      const paper = await tab.pdf();
      if (paper.length) printed++;
      else unprinted++;
    }
    await tab.close();
  }
}

const browser = await start[name]();
try {
  await Promise.all(Array.from({ length: TABS }, () => open(browser)));
} finally {
  await browser.close();
}
console.log(JSON.stringify({ pages: pages.length, printed, unprinted, findings: findings.sort() }, null, 1));
