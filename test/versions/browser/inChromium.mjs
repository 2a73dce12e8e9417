import { createReadStream, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { bundle, scriptOf, THREADS } from "./bundle.mjs";

const { launchOptions } = createRequire(import.meta.url)("../../browser/chromiumHere.cjs");
const DATA = fileURLToPath(new URL("../../../engine/data", import.meta.url));
const MOST_MS = 300_000;
const ISOLATED = "/isolated";
const PAGE = '<!doctype html><title>numbers</title><link rel="icon" href="data:,">';
const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Where the engine finds its threads and data sets on the server. */
const SETTINGS = {
  threads: Object.fromEntries(THREADS.map((name) => [name, `/${scriptOf(name)}.js`])),
  datasets: Object.fromEntries(readdirSync(DATA).map((name) => [name, `/data/${name}`])),
};

/** Serves a page, the scripts of a folder and the data sets; pages that are isolated can share memory with workers. */
function serve(folder) {
  const files = new Map([
    ...readdirSync(folder).map((name) => [`/${name}`, path.join(folder, name)]),
    ...readdirSync(DATA).map((name) => [`/data/${name}`, path.join(DATA, name)]),
  ]);
  const server = createServer(({ url }, response) => {
    const isPage = url === "/" || url === ISOLATED;
    if (!isPage && !files.has(url)) return response.writeHead(404).end();
    const type = isPage ? "text/html" : url.endsWith(".js") ? "text/javascript" : "application/octet-stream";
    response.writeHead(200, { "content-type": type, ...(url === ISOLATED || url.endsWith(".js") ? ISOLATION : {}) });
    return isPage ? response.end(PAGE) : createReadStream(files.get(url)).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** What a script of this folder answers in a worker of a page, which tells it the engine's settings first. */
async function answerOf(page, address, script) {
  await page.goto(address);
  const answer = await page.evaluate(
    ([url, settings, most]) =>
      new Promise((resolve) => {
        const worker = new Worker(url);
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve({ error: message });
        worker.postMessage(settings);
        setTimeout(() => resolve({ error: `no answer after ${most} ms` }), most);
      }),
    [`/${script}.js`, SETTINGS, MOST_MS],
  );
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer;
}

/**
 * What scripts of this folder answer in workers of Chromium.
 * @param jobs - by name: the script, and whether its page can share memory with workers
 */
export async function inChromium(jobs) {
  const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-browser-"));
  let server;
  let browser;
  try {
    await bundle([...new Set(Object.values(jobs).map(({ script }) => script))], folder);
    server = await serve(folder);
    browser = await chromium.launch(launchOptions());
    const page = await browser.newPage();
    // No test depends on servers of others.
    await page.context().route(/^https:/, (route) => route.abort());
    page.on("console", (message) => console.error(message.text()));
    const origin = `http://127.0.0.1:${server.address().port}`;
    const answers = {};
    for (const [name, { script, isolated }] of Object.entries(jobs))
      answers[name] = await answerOf(page, origin + (isolated ? ISOLATED : "/"), script);
    return { answers, version: browser.version() };
  } finally {
    await browser?.close();
    server?.close();
    rmSync(folder, { recursive: true });
  }
}
