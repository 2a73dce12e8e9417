import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContext, Page } from "playwright-core";
import { until } from "../until";
import type { NotebookPage } from "./notebookPage";
import { ROOT } from "./places";
import { describeOnSite, execute, NOTEBOOK, type Site } from "./site";

const TUTORIAL = "03-sleepstudy.ipynb";
/**
 * Bytes over the wire, packed: until a cell of a first visit shows a table, 170 MB for forty pages of a workshop, and
 * for the whole site.
 */
const FIRST_TABLE = 4.2e6;
const ALL = 6.5e6;
/** Only what never comes takes so long. */
const WAIT_MS = 120_000;
const PATIENCE_MS = 20_000;
const SHORT_MS = 5000;

/** It waits for two service workers to be installed. */
const inLongTests = process.env["MIXEDMODELS_LONG"] ? test : test.skip;

const bytes = (site: Site): number => site.served.reduce((sum, served) => sum + served.bytes, 0);

/** The versions that the browser keeps: whole ones, and parts of others. */
function keptVersions(page: Page): Promise<{ readonly version: string; readonly isWhole: boolean }[]> {
  return page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      const files = await (await caches.open(name)).keys();
      const isWhole = files.some(({ url }) => url.endsWith("/mixedmodels-version.json"));
      found.push({ version: name.slice(name.lastIndexOf(" ") + 1), isWhole });
    }
    return found;
  });
}

function wholeVersion(page: Page): Promise<string> {
  return until("the site is kept", async () => {
    const versions = await keptVersions(page);
    expect(versions.map(({ isWhole }) => isWhole)).toEqual([true]);
    return versions[0]!.version;
  });
}

/** Runs the tutorial anew and returns what its cells print. */
async function outputs(notebook: NotebookPage): Promise<unknown[]> {
  await notebook.command("notebook:clear-all-cell-outputs");
  await notebook.runAll();
  return (await notebook.cells()).flatMap(({ outputs: shown = [] }) =>
    shown.map(({ data }) => String([data?.["text/plain"]].flat().join("")).replace(/\b[\d.,]+ (?:ms|s|min)\b/g, "T")),
  );
}

/** Which version a page is: that of its document and that of its scripts. */
function shownVersion(page: Page): Promise<{ readonly document: boolean; readonly script: boolean }> {
  return page.evaluate(() => ({
    // JupyterLab gives the page other titles.
    document: document.querySelector('meta[name="Description"][content^="Newer"]') !== null,
    script: "newerByTest" in window,
  }));
}

/** A page of the site that has been seen before; it need not have a kernel. */
async function openPage(site: Site, context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  page.on("dialog", (dialog) => void dialog.accept());
  await page.goto(`${site.address}lab/index.html`);
  await page.waitForFunction(() => window.jupyterapp !== undefined);
  await page.evaluate(() => window.jupyterapp.started);
  return page;
}

/** Has a worker of the page wait for files, as kernels do; nobody answers. */
async function askInVain(page: Page): Promise<void> {
  const asked = page.waitForEvent("request", (request) => request.url().endsWith("/api/drive"));
  await page.evaluate(() => {
    const address = JSON.stringify(new URL("../api/drive", location.href));
    const question = { browsingContextId: "nobody", requestId: crypto.randomUUID(), data: {} };
    const source = `const request = new XMLHttpRequest();
      request.open("POST", ${address}, false);
      request.send('${JSON.stringify(question)}');`;
    window.askingByTest = new Worker(URL.createObjectURL(new Blob([source])));
  });
  await asked;
}

const waitingVersion = (page: Page): Promise<boolean> =>
  page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting !== null);

describeOnSite("the site", (site) => {
  let context: BrowserContext;
  let version: string;

  test("sends little until the first table, and not much for all of it", async () => {
    const notebook = await site().open(TUTORIAL);
    context = notebook.page.context();
    await notebook.command("notebook:clear-all-cell-outputs");
    const code = (await notebook.cells()).filter(({ cell_type }) => cell_type === "code");
    for (const { source } of code) {
      await notebook.run([source].flat().join("").trimEnd());
      if ((await notebook.page.locator(".mm-result table").count()) > 0) break;
    }
    const first = bytes(site());
    expect(first).toBeGreaterThan(FIRST_TABLE / 2);
    expect(first).toBeLessThanOrEqual(FIRST_TABLE);
    version = await wholeVersion(notebook.page);
    expect(bytes(site())).toBeLessThanOrEqual(ALL);
    expect(notebook.complaints).toEqual([]);
    await notebook.page.close();
  });

  test("runs whole tutorials when its server is gone, at every later visit", async () => {
    let notebook = await site().open(TUTORIAL, { seen: context });
    const online = await outputs(notebook);
    await site().endServer();
    await notebook.page.close();
    notebook = await site().open(TUTORIAL, { seen: context });
    expect(await outputs(notebook)).toEqual(online);
    await notebook.page.reload();
    const read = 'import { readcsv } from "mixedmodels";\nreadcsv("data/participants.csv").numRows';
    // While JupyterLab restores its session it may replace the kernel that a cell has been sent to.
    await until("a cell runs after the reload", async () => {
      const ran = await Promise.race([execute(notebook, read), sleep(PATIENCE_MS, undefined, { ref: false })]);
      expect(ran?.text).toMatch(/23$/);
    });
    expect(notebook.complaints).toEqual([]);
    await notebook.page.close();
    notebook = await site().open("02-dyestuff.ipynb", { seen: context, app: NOTEBOOK });
    await notebook.runAll();
    expect(notebook.complaints).toEqual([]);
    await notebook.page.close();
    await site().serve();
  });

  inLongTests("takes a newer version whole or not at all (in the long tests)", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "mixedmodels-newer-"));
    try {
      const args = [path.join(__dirname, "newerSite.mjs"), path.join(ROOT, "site"), folder];
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);

      await site().serve(folder, "config-utils");
      let page = await openPage(site(), context);
      await until("the newer version has been given up", async () => {
        expect((await keptVersions(page)).map(({ isWhole }) => isWhole).sort()).toEqual([false, true]);
        const state = await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())!.installing);
        expect(state).toBe(null);
      });
      await page.reload();
      await page.waitForFunction(() => window.jupyterapp !== undefined);
      expect({ waiting: await waitingVersion(page), ...(await shownVersion(page)) }).toEqual({
        waiting: false,
        document: false,
        script: false,
      });
      await page.close();

      await site().serve(folder);
      page = await openPage(site(), context);
      await until("the newer version is there", async () => expect(await waitingVersion(page)).toBe(true));
      await page.reload();
      await page.waitForFunction(() => window.jupyterapp !== undefined);
      expect(await shownVersion(page)).toEqual({ document: false, script: false });
      const second = await openPage(site(), context);
      await page.getByRole("button", { name: "Use it now" }).first().click();
      await page.getByText("Close the other pages of this site first").waitFor();
      expect(await shownVersion(second)).toEqual({ document: false, script: false });
      await askInVain(second);
      await askInVain(page);
      await second.close();
      // The browser may count the other page for a moment.
      await until("the page says that the version in use still works", async () => {
        const use = page.getByRole("button", { name: "Use it now" }).first();
        if (await use.isVisible()) await use.click({ timeout: SHORT_MS });
        await page.getByText("still works for a kernel").waitFor({ timeout: 2 * SHORT_MS });
      });
      expect(await shownVersion(page)).toEqual({ document: false, script: false });
      // What the closed page has asked for keeps nothing up.
      await page.evaluate(() => window.askingByTest!.terminate());
      await page.waitForFunction(() => "newerByTest" in window);
      await page.waitForFunction(() => window.jupyterapp !== undefined);
      expect(await shownVersion(page)).toEqual({ document: true, script: true });
      expect(await wholeVersion(page)).not.toBe(version);
      await site().endServer();
      await page.reload();
      await page.waitForFunction(() => window.jupyterapp !== undefined);
      expect(await shownVersion(page)).toEqual({ document: true, script: true });
      await page.close();
    } finally {
      rmSync(folder, { recursive: true });
      await site().serve();
    }
  });
});
