// Runs a notebook on the site of the lessons, by keyboard alone, and says what happened.
//
//   node site.mjs SITE NOTEBOOK      SITE is a directory, which is served on this machine while it runs
//
// The environment names the browser: CHROMIUM. Every request to another machine is blocked. Prints JSON: {"seconds": until the last cell has
// shown what it shows, "wrong": [errors and warnings in cells…], "legends": [what the form of the last cell asks], "blocked": [addresses…],
// "kept": [names of what is stored in the browser…]}.

import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const [site, notebook] = process.argv.slice(2);
const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };
const server = createServer((request, response) => {
  const path = join(site, decodeURIComponent(new URL(request.url, "http://here").pathname));
  const file = path.endsWith("/") ? join(path, "index.html") : path;
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": types[extname(file)] ?? "application/octet-stream" });
  return createReadStream(file).pipe(response);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const home = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-sync"] });
try {
  const context = await browser.newContext();
  const blocked = [];
  await context.route("**/*", (route) => {
    if (/^(blob|data):/.test(route.request().url()) || route.request().url().startsWith(`${home}/`)) return route.continue();
    blocked.push(route.request().url());
    return route.abort();
  });
  const tab = await context.newPage();
  const begun = performance.now();
  await tab.goto(`${home}/notebooks/index.html?path=${notebook}`);
  const form = tab.locator(".tunnistus fieldset legend");
  await tab.waitForSelector(".jp-Notebook .jp-Cell", { timeout: 60000 });
  await tab.waitForSelector(".jp-Notebook-ExecutionIndicator[data-status=idle]", { timeout: 120000 });
  await tab.locator(".jp-Notebook .jp-Cell").first().click();
  await tab.keyboard.press("Escape");
  for (let n = 0; n < 480 && !(await form.count()); n += 1) {
    await tab.keyboard.press("Shift+Enter");
    await tab.waitForTimeout(250);
  }
  const seconds = (performance.now() - begun) / 1000;
  const wrong = await tab.locator("[data-mime-type$='.error'], [data-mime-type$='.stderr']").allTextContents();
  const kept = await tab.evaluate(async () => [
    ...(await indexedDB.databases()).map((each) => each.name),
    ...(await Promise.all((await caches.keys()).map(async (each) => (await (await caches.open(each)).keys()).map(({ url }) => url)))).flat(),
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
  ]);
  console.log(JSON.stringify({ seconds, wrong, legends: await form.allTextContents(), blocked, kept }));
} finally {
  await browser.close();
  server.close();
}
