import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { until } from "../until";
import { seriousFindings } from "./accessibility";
import { ROOT } from "./places";
import { describeOnSite } from "./site";
import { SLOW_FIT } from "./slowFit";

const NOTEBOOKS = path.join(ROOT, "notebooks");
/** All of them take minutes. */
const TUTORIALS = process.env["MIXEDMODELS_LONG"]
  ? [...notebooksIn(""), ...notebooksIn("workshop").filter((file) => !needsDownload(file))]
  : ["03-sleepstudy.ipynb"];

function notebooksIn(folder: string): string[] {
  const files = readdirSync(path.join(NOTEBOOKS, folder)).filter((file) => /^\d\d-.*\.ipynb$/.test(file));
  return files.map((file) => path.posix.join(folder, file));
}

/** Whether a notebook's data are not the site's. */
function needsDownload(file: string): boolean {
  return readFileSync(path.join(NOTEBOOKS, file), "utf8").includes("download(");
}

/** What progress shows, which is there only where something takes long. */
const PROGRESS = /^[\w ]+: (?:[\d,]+ )?[\w ]+ in [\d.,]+ (?:ms|s|min)$/;
/** What Node's kernel says in a clone, whose folder of packages has the engine too. */
const OTHER_ENGINE = /^mixedmodels is that of /;
const TIMES = /\b[\d.,]+ (?:ms|s|min)\b/g;
/** What in a view names its kernel, and how long it took. */
const OWN = /^(?:ask|control|id|source|seconds)$/;

const joined = (value: unknown): string => (Array.isArray(value) ? value.join("") : String(value ?? ""));

/** Data of an output as they are whoever has made them: texts without times, objects by the names of their parts. */
function plain(value: unknown): unknown {
  if (typeof value === "string") return value.replace(TIMES, "T");
  if (Array.isArray(value))
    return value.every((one) => typeof one === "string") ? plain(value.join("")) : value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => !OWN.test(name));
  return Object.fromEntries(entries.sort().map(([name, one]) => [name, plain(one)]));
}

/** What each cell shows, all of it. */
function shownBy(cells: readonly SavedCell[]): unknown[] {
  return cells
    .filter(({ cell_type }) => cell_type === "code")
    .map(({ outputs = [] }) =>
      outputs
        .filter(({ data, text }) => !PROGRESS.test(joined(data?.["text/plain"])) && !OTHER_ENGINE.test(joined(text)))
        .map(({ data, text }) => plain(data ?? joined(text))),
    );
}

/** The cells of a tutorial as Node's kernel runs it now. */
function executedByNode(file: string): SavedCell[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), "mixedmodels-executed-"));
  try {
    const args = [path.join(__dirname, "executedByNode.mjs"), path.join(NOTEBOOKS, file), folder];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return (JSON.parse(readFileSync(path.join(folder, path.basename(file)), "utf8")) as { cells: SavedCell[] }).cells;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describeOnSite("the tutorials on the site", (site) => {
  test.each(TUTORIALS)("%s shows what it shows with Node's kernel, to the last digit of its pictures", async (file) => {
    const notebook = await site().open(file);
    await notebook.runAll();
    expect(shownBy(await notebook.cells())).toEqual(shownBy(executedByNode(file)));
    expect(notebook.complaints).toEqual([]);
    expect(await seriousFindings(notebook.page, ".mm-result")).toEqual([]);
    await notebook.screenshot(`site-${path.parse(file).name}-light-1280`);
    await notebook.close();
  });

  test("Stop ends a bootstrap and a fit while they run, and the kernel sorts a table of replicates", async () => {
    const begin = `import { dataset, fit, MersenneTwister, parametricbootstrap } from "mixedmodels";
const m = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));`;
    const long =
      "const long = await parametricbootstrap(new MersenneTwister(1), 20_000_000, m);\nlong.length < 20_000_000";
    const fitSlowly = SLOW_FIT.begin;
    const slowly = SLOW_FIT.fit;
    const table = "(await parametricbootstrap(new MersenneTwister(666), 2000, m)).tbl";
    const notebook = await site().notebook([begin, long, fitSlowly, slowly, table], { height: 1600 });
    await notebook.run(begin);
    const running = notebook.run(long);
    running.catch(() => undefined);
    const output = await notebook.output(long);
    await output.locator(".mm-stop:enabled").click();
    await running;
    expect(await output.innerText()).toMatch(/stopped after [\d,]+ of 20,000,000 replicates[^]*true/);
    await notebook.run(fitSlowly);
    const fitting = notebook.run(slowly);
    fitting.catch(() => undefined);
    const fit = await notebook.output(slowly);
    await fit.locator(".mm-stop:enabled").click();
    await fitting;
    expect(await fit.innerText()).toMatch(/stopped after [\d,]+ evaluations[^]*the fit was stopped/);
    await notebook.run(table);
    const rows = await notebook.output(table);
    await rows.locator("button.mm-sort", { hasText: /^σ2$/ }).click();
    await rows.locator("th[aria-sort=ascending]").waitFor();
    await until("the 20 smallest σ2", async () => {
      const shown = (await rows.locator("tbody td:nth-of-type(6)").allInnerTexts()).map(Number);
      expect(shown).toHaveLength(20);
      expect(shown).toEqual([...shown].sort((a, b) => a - b));
    });
    expect(notebook.complaints).toEqual([]);
    await notebook.close();
  });
});
