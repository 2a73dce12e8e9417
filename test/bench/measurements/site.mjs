import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { installJupyterLite } from "../../../jupyter-extension/lite/build/jupyterLite.mjs";
import { SITE } from "../../../jupyter-extension/lite/build/places.mjs";
import { serve } from "../../../jupyter-extension/lite/build/serve.mjs";
import { buildSite } from "../../../jupyter-extension/lite/build/site.mjs";
import { installJupyter, jupyterReady, pythonIfNeeded } from "../../../jupyter-extension/setup/jupyter.mjs";
import { median, summary } from "../statistics.mjs";

const require = createRequire(import.meta.url);
const { chromiumAbsent, launchOptions } = require("../../browser/chromiumHere.cjs");

const ROUNDS = 5;
const LATER_CELLS = 5;
const NOTEBOOK = "lab/index.html?path=03-sleepstudy.ipynb";
const TABLE = `import { dataset, EffectsCoding, fit, MersenneTwister, parametricbootstrap } from "mixedmodels";
fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"))`;
const MODEL = `const contrasts = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };
const m1 = fit("rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)", dataset("kb07"), { contrasts });`;
/** Prints ms of bootstraps, of which the first ones are not warm. */
const BOOTSTRAP = `for (let run = 0; run < 8; run++) {
  const begun = performance.now();
  await parametricbootstrap(new MersenneTwister(42), 5000, m1, { workers: 1, progress: false });
  console.log(performance.now() - begun);
}`;
const KEPT_MS = 120_000;
const POLL_MS = 500;
/** Hundredths of a second, in which Linux counts the time of processes. */
const TICK_MS = 10;

/** CPU time of a process and of all that it has started, in ms; undefined where the system does not tell. */
function cpuOf(root) {
  try {
    const processes = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((id) => {
        try {
          const fields = readFileSync(`/proc/${id}/stat`, "utf8")
            .replace(/^.*\) /s, "")
            .split(" ");
          return [{ id: Number(id), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
        } catch {
          return [];
        }
      });
    const own = new Set([root]);
    for (let before = 0; before < own.size; ) {
      before = own.size;
      for (const { id, parent } of processes) if (own.has(parent)) own.add(id);
    }
    return processes.filter(({ id }) => own.has(id)).reduce((sum, { ticks }) => sum + ticks * TICK_MS, 0);
  } catch {
    return undefined;
  }
}

/** A cell in the kernel of the notebook in front, in ms of the page, and what it has printed. */
function cell(page, code) {
  return page.evaluate(async (source) => {
    const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
    const begun = performance.now();
    const future = kernel.requestExecute({ code: source });
    let printed = "";
    future.onIOPub = ({ header, content }) => {
      if (header.msg_type === "stream") printed += content.text;
    };
    const { content } = await future.done;
    if (content.status !== "ok") throw new Error(content.evalue);
    return { ms: performance.now() - begun, printed };
  }, code);
}

/** A visit: from the link to the kernel that answers and to the first table, with the CPU time of the browser. */
async function visit(page, address, processId) {
  const cpu = cpuOf(processId);
  const begun = performance.now();
  await page.goto(address + NOTEBOOK);
  await page.waitForFunction(
    () => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === "idle",
  );
  const ready = performance.now() - begun;
  await cell(page, TABLE);
  return { ready, table: performance.now() - begun, cpu: cpu === undefined ? NaN : cpuOf(processId) - cpu };
}

/** From the start of another kernel to its first answer, in ms of the page. */
function restart(page) {
  return page.evaluate(async () => {
    const { sessionContext } = window.jupyterapp.shell.currentWidget;
    const begun = performance.now();
    await sessionContext.restartKernel();
    await sessionContext.session.kernel.requestExecute({ code: "1" }).done;
    return performance.now() - begun;
  });
}

/** Waits until the browser keeps the site. */
async function kept(page) {
  for (const begun = performance.now(); performance.now() - begun < KEPT_MS; await page.waitForTimeout(POLL_MS)) {
    const isWhole = await page.evaluate(async () => {
      const mark = new URL("../mixedmodels-version.json", location.href);
      for (const name of await caches.keys()) if (await (await caches.open(name)).match(mark)) return true;
      return false;
    });
    if (isWhole) return;
  }
  throw new Error("the site has not been kept");
}

async function round(address) {
  const server = await chromium.launchServer(launchOptions());
  const browser = await chromium.connect(server.wsEndpoint());
  try {
    const { pid } = server.process();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const first = await context.newPage();
    const cold = await visit(first, address, pid);
    await kept(first);
    await first.close();
    const page = await context.newPage();
    const warm = await visit(page, address, pid);
    const later = [];
    for (let i = 0; i < LATER_CELLS; i++) later.push((await cell(page, "2 + 2")).ms);
    const restarted = await restart(page);
    await cell(page, `${TABLE}\n${MODEL}`);
    const bootstraps = (await cell(page, BOOTSTRAP)).printed.trim().split("\n").map(Number);
    return { cold, warm, later: median(later), restarted, bootstrap: Math.min(...bootstraps) };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** The same bootstraps by the engine in this process. */
async function byNode() {
  const mixedmodels = require("../../../engine/dist/index.js");
  const lines = [];
  const code = `${TABLE.replace(/^import (.*) from .*$/m, "const $1 = mixedmodels;")}\n${MODEL}\n${BOOTSTRAP}`;
  await new Function("mixedmodels", "console", `return (async () => { ${code} })()`)(mixedmodels, {
    log: (ms) => lines.push(ms),
  });
  return Math.min(...lines);
}

/** The site in Chromium: browsers that have not seen it, and their second visit, each a new one. */
export async function* site(session) {
  const absent = chromiumAbsent();
  if (absent !== undefined) return console.log(absent);
  const ready = await jupyterReady();
  await installJupyter(ready, await pythonIfNeeded(ready));
  await installJupyterLite();
  await buildSite();
  const server = await serve(SITE);
  const rounds = [];
  const node = [];
  try {
    for (let i = 0; i < (session.quick ? 1 : ROUNDS); i++) {
      rounds.push(await round(`http://127.0.0.1:${server.address().port}/`));
      node.push(await byNode());
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
  const row = (what, ours, atMost, note = "medians") => ({
    what,
    ours: summary(ours),
    figure: median(ours),
    of: "ms",
    ...(atMost !== undefined && { target: { atMost } }),
    note,
  });
  const seconds = (visits) => `medians; CPU of the whole browser ${(median(visits) / 1000).toFixed(1)} s`;
  const cold = rounds.map((one) => one.cold);
  const warm = rounds.map((one) => one.warm);
  const cpu = (visits) => seconds(visits.map((one) => one.cpu));
  yield row(
    "from the link to the first table, first visit",
    cold.map((one) => one.table),
    6000,
    cpu(cold),
  );
  yield row(
    "from the link to the first table, second visit",
    warm.map((one) => one.table),
    4500,
    cpu(warm),
  );
  yield row(
    "from the link to the kernel's first idle, second visit",
    warm.map((one) => one.ready),
    undefined,
  );
  yield row(
    "from the start of a kernel to its first answer, second visit",
    rounds.map((one) => one.restarted),
    2500,
  );
  yield row(
    "a later empty cell",
    rounds.map((one) => one.later),
    30,
  );
  const bootstraps = rounds.map((one) => one.bootstrap);
  yield {
    what: "bootstrap of kb07 m1, 5,000 replicates, one worker",
    ours: summary(bootstraps),
    peer: { name: "Node", best: median(node) },
    figure: median(bootstraps) / median(node),
    of: "× Node",
    target: { atMost: 1.1 },
    note: "best of eight each, medians of rounds",
  };
}
