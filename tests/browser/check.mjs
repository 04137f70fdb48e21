// Shows pages to browsers and says what is wrong with them.
//
//   node check.mjs FOLDER HOW           every .html file in the folder; HOW is text (html-validate), chromium or firefox
//   node check.mjs FOLDER HOW PAGE…     these pages of a site, whose controls are not ours: sight and width, and what it asks for
//
// The environment names the browsers: CHROMIUM and FIREFOX. Prints JSON: {"pages": [name…], "findings": [{page, where, what, detail}…]}.

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const quiet = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const [folder, how, ...chosen] = process.argv.slice(2);

// -- browsers: each opens a page in a tab of its own, of a width and in a scheme -------------------------------------

async function inChromium(scheme, width) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", ...quiet] });
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 800 } });
  return { tab: () => context.newPage(), close: () => browser.close() };
}

async function inFirefox(scheme, width) {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.FIREFOX,
    extraPrefsFirefox: { "layout.css.prefers-color-scheme.content-override": scheme === "dark" ? 0 : 1 },
    defaultViewport: { width, height: 800 },
  });
  return { tab: () => browser.newPage(), close: () => browser.close() };
}

// -- what runs in a page --------------------------------------------------------------------------------------------

const call = (f, ...values) => `(${f})(...${JSON.stringify(values)})`;

const looks = (tags, whole) =>
  axe.run({ runOnly: tags, resultTypes: ["violations", "incomplete"] }).then((found) => [
    ...found.violations.map((v) => [v.id, v.nodes.map((n) => `${n.target} ${n.failureSummary}`).slice(0, 3).join("\n")]),
    ...found.incomplete
      .filter((v) => whole && v.id === "color-contrast")
      .map((v) => ["contrast cannot be told", String(v.nodes[0].target)]),
  ]);

const surroundings = () => ({
  dark: matchMedia("(prefers-color-scheme: dark)").matches,
  real: innerWidth,
  over: document.scrollingElement.scrollWidth - document.documentElement.clientWidth,
});

// Before the keys: what they must reach, in the order of the page; and from then on, what they reach.
const watch = () => {
  const every = [...document.querySelectorAll("a[href], summary, button, input:not([type=hidden]), select, textarea")];
  const all = every.filter((each) => each.type !== "radio" || each === document.getElementsByName(each.name)[0]); // arrows reach the others
  window.reached = [];
  document.addEventListener("focusin", (event) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(event.target);
    window.reached.push([all.indexOf(event.target), outlineStyle !== "none" && parseFloat(outlineWidth) >= 2]);
  });
  return all.map((each) => [each.localName, each.textContent, each.type]);
};
const reached = () => ({
  order: window.reached,
  closed: [...document.querySelectorAll("details:not([open]) > summary")].map((each) => each.textContent),
});

// -- checks ---------------------------------------------------------------------------------------------------------

async function keys(tab) {
  const expected = await tab.evaluate(call(watch));
  let there = false; // the parts of a day are stations of their own: Tab goes through them, and on
  for (const [name, , type] of expected) {
    if (!there) await tab.keyboard.press("Tab");
    there = false;
    if (name === "summary") await tab.keyboard.press("Enter");
    while (type === "date" && (await tab.evaluate("document.activeElement.type === 'date'"))) {
      await tab.keyboard.press("Tab");
      there = true;
    }
  }
  const { order, closed } = await tab.evaluate(call(reached));
  const found = closed.map((title) => ["fold stays closed", title]);
  const met = new Set(order.map(([index]) => index));
  found.push(...expected.flatMap(([, said], index) => (met.has(index) ? [] : [["keyboard does not reach", said]])));
  const wrong = order.findIndex(([index], n) => index !== n);
  if (met.size === expected.length && wrong >= 0) found.push(["keyboard leaves the order", expected[wrong][1]]);
  found.push(...order.filter(([, seen]) => !seen).map(([index]) => ["focus is not seen", expected[index]?.[1]]));
  return found;
}

async function sight(tab) {
  await tab.evaluate(axe);
  return tab.evaluate(call(looks, rules, !chosen.length)); // of a site, what lies below a fixed bar or in a picture cannot be told
}

async function sideways(tab, scheme, width) {
  const { dark, real, over } = await tab.evaluate(call(surroundings));
  if (dark !== (scheme === "dark") || real !== width) throw Error(`asked for ${scheme}, ${width} px; got dark: ${dark}, ${real} px`);
  return over > 0 ? [["scrolls sideways", `${over} px`]] : [];
}

// Every page as it opens, and after the keyboard has opened all of it.
async function* inBrowser(start, scheme, width, pages) {
  const browser = await start(scheme, width);
  try {
    for (const [page, url] of pages) {
      const tab = await browser.tab();
      const asked = [];
      tab.on("request", (request) => asked.push(request.url()));
      await tab.goto(url);
      const operated = chosen.length ? [] : [await keys(tab), await sideways(tab, scheme, width)];
      const foreign = asked.filter((address) => !/^(file|data|blob):/.test(address)).map((address) => ["asks outside", address]);
      const found = [await sideways(tab, scheme, width), ...operated, await sight(tab), foreign].flat();
      yield* found.map(([what, detail]) => ({ page, where: `${scheme}, ${width} px`, what, detail }));
      await tab.close();
    }
  } finally {
    await browser.close();
  }
}

async function* asText(folder, pages) {
  const validator = new HtmlValidate(new FileSystemConfigLoader());
  for (const page of pages) {
    const report = await validator.validateString(readFileSync(join(folder, page), "utf8"), join(import.meta.dirname, page));
    for (const { ruleId, message, line } of report.results.flatMap(({ messages }) => messages)) {
      yield { page, where: `line ${line}`, what: ruleId, detail: message };
    }
  }
}

async function* all(folder, how, pages) {
  if (how === "text") return yield* asText(folder, pages);
  const [start, ways] = browsers[how];
  const urls = pages.map((page) => [page, pathToFileURL(join(folder, page)).href]);
  for (const [scheme, width] of ways) yield* inBrowser(start, scheme, width, urls);
}

// Each scheme and each width in each browser, and in both together every scheme at every width.
const browsers = {
  chromium: [inChromium, [["dark", 320], ["light", 1280]]],
  firefox: [inFirefox, [["light", 320], ["dark", 1280]]],
};
const pages = chosen.length ? chosen : readdirSync(folder).filter((name) => name.endsWith(".html")).sort();
const findings = await Array.fromAsync(all(folder, how, pages));
console.log(JSON.stringify({ pages, findings }, null, 1));
