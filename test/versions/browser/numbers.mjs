// Prints, as JSON, what ../numbers.mjs prints of this Node, but computed in Chromium: { numbers, version }.
import { createReadStream, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { bundle } from "./bundle.mjs";

const { launchOptions } = createRequire(import.meta.url)("../../browser/chromiumHere.cjs");
const here = path.dirname(fileURLToPath(import.meta.url));
const DATA = path.resolve(here, "../../../engine/data");
const MOST_MS = 300_000;

/** Serves a page, the scripts of a folder and the data sets. */
function serve(folder) {
  const files = new Map([
    ...readdirSync(folder).map((name) => [`/${name}`, path.join(folder, name)]),
    ...readdirSync(DATA).map((name) => [`/data/${name}`, path.join(DATA, name)]),
  ]);
  const texts = new Map([
    ["/", '<!doctype html><title>numbers</title><link rel="icon" href="data:,">'],
    ["/data", JSON.stringify(readdirSync(DATA))],
  ]);
  const server = createServer(({ url }, response) => {
    const type = url === "/" ? "text/html" : url.endsWith(".js") ? "text/javascript" : "application/octet-stream";
    if (!texts.has(url) && !files.has(url)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": type });
    return texts.has(url) ? response.end(texts.get(url)) : createReadStream(files.get(url)).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-browser-"));
let server;
let browser;
try {
  await bundle(folder);
  server = await serve(folder);
  browser = await chromium.launch(launchOptions());
  const page = await browser.newPage();
  page.on("console", (message) => console.error(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const answer = await page.evaluate(
    (most) =>
      new Promise((resolve) => {
        const worker = new Worker("/numbers.js");
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve({ error: message });
        setTimeout(() => resolve({ error: `no numbers after ${most} ms` }), most);
      }),
    MOST_MS,
  );
  if (answer.error !== undefined) throw new Error(answer.error);
  console.log(JSON.stringify({ numbers: answer.numbers, version: browser.version() }));
} finally {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true });
}
