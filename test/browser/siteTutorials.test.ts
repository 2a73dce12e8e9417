import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { until } from "../until";
import { ROOT } from "./places";
import { describeOnSite } from "./site";

const VIEW = "application/vnd.mixedmodels.v1+json";
const VEGALITE = "application/vnd.vegalite.v5+json";
const SVG = "image/svg+xml";

/** All of them take minutes. */
const CHOSEN = process.env["MIXEDMODELS_LONG"] ? /^\d\d-.*\.ipynb$/ : /^03-.*\.ipynb$/;
const NOTEBOOKS = path.join(ROOT, "notebooks");
const TUTORIALS = readdirSync(NOTEBOOKS).filter((file) => CHOSEN.test(file));

type Data = { readonly [mime: string]: unknown };
type Output = NonNullable<SavedCell["outputs"]>[number] & { readonly text?: unknown };

/** What progress shows, which is there only where something takes long. */
const PROGRESS = /^[\w ]+: (?:[\d,]+ )?[\w ]+ in [\d.,]+ (?:ms|s|min)$/;
/** Data frames of danfojs are shown by the engine, whatever made the stored output. */
const joined = (value: unknown): string => (Array.isArray(value) ? value.join("") : String(value ?? ""));

/** What an output shows as text, without how long it took. */
function textOf({ data, text }: Output): string {
  return joined(data === undefined ? text : data["text/plain"]).replace(/[\d.,]+ (?:ms|s|min)\b/g, "T");
}

/** A view without what names its kernel and how long it took. */
function viewOf(data: Data): string {
  const ordered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(ordered);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(([name]) => !/^(?:ask|control|id|source|seconds)$/.test(name));
    return Object.fromEntries(entries.sort().map(([name, one]) => [name, ordered(one)]));
  };
  return JSON.stringify(ordered(data[VIEW]));
}

function outputsOf(cells: readonly SavedCell[]): Output[][] {
  return cells
    .filter(({ cell_type }) => cell_type === "code")
    .map(({ outputs = [] }) => outputs.filter((one) => !PROGRESS.test(joined((one as Output).data?.["text/plain"]))));
}

function drawnHere(specs: readonly unknown[]): string[] {
  const script = path.join(__dirname, "drawn.mjs");
  const input = JSON.stringify(specs);
  const { stdout, stderr } = spawnSync(process.execPath, [script], { input, encoding: "utf8", maxBuffer: 1e9 });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

describeOnSite("the tutorials on the site", (site) => {
  test.each(TUTORIALS)("%s shows what the stored one, made by Node, shows", async (file) => {
    const notebook = await site().open(file);
    await notebook.runAll();
    const shown = outputsOf(await notebook.cells());
    const stored = outputsOf(
      (JSON.parse(readFileSync(path.join(NOTEBOOKS, file), "utf8")) as { cells: SavedCell[] }).cells,
    );
    expect(shown.map((outputs) => outputs.map(textOf))).toEqual(stored.map((outputs) => outputs.map(textOf)));
    const data = (all: Output[][]): Data[] => all.flat().flatMap((one) => (one.data === undefined ? [] : [one.data]));
    const views = (all: Output[][]): string[] => data(all).flatMap((one) => (VIEW in one ? [viewOf(one)] : []));
    expect(views(shown)).toEqual(views(stored));
    expect(data(shown).map((one) => Object.keys(one).sort())).toEqual(
      data(stored).map((one) => Object.keys(one).sort()),
    );
    const charts = data(shown).filter((one) => VEGALITE in one && SVG in one);
    expect(charts.map((one) => joined(one[SVG]))).toEqual(drawnHere(charts.map((one) => one[VEGALITE])));
    expect(notebook.complaints).toEqual([]);
    await notebook.screenshot(`site-${path.parse(file).name}-light-1280`);
    await notebook.close();
  });

  test("Stop ends a bootstrap while it runs, and a table of its replicates is sorted by the kernel", async () => {
    const begin = `import { dataset, fit, MersenneTwister, parametricbootstrap } from "mixedmodels";
const m = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));`;
    const long =
      "const long = await parametricbootstrap(new MersenneTwister(1), 20_000_000, m);\nlong.length < 20_000_000";
    const table = "(await parametricbootstrap(new MersenneTwister(666), 2000, m)).tbl";
    const notebook = await site().notebook([begin, long, table], { height: 1600 });
    await notebook.run(begin);
    const running = notebook.run(long);
    running.catch(() => undefined);
    const output = await notebook.output(long);
    await output.locator(".mm-stop:enabled").click();
    await running;
    expect(await output.innerText()).toMatch(/stopped after [\d,]+ of 20,000,000 replicates[^]*true/);
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
