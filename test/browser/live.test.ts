import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import { until } from "../until";
import { describeInBrowser } from "./browserTests";
import type { Lab } from "./lab";
import type { NotebookPage } from "./notebookPage";
import { SLOW_FIT } from "./slowFit";

/** Without a tenth of the rows the design has no symmetry, so that 2,000,000 replicates take minutes on any machine. */
const FIT = `import { dataset, EffectsCoding, fit, MersenneTwister, parametricbootstrap } from "mixedmodels";
const contrasts = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };
const rows = dataset("kb07").toRows().filter((_, i) => i % 10 > 0);
const m1 = fit("rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)", rows, { contrasts });
const sleepstudy = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));`;
const TWO = `const long = await Promise.all([1, 2].map((seed) =>
  parametricbootstrap(new MersenneTwister(seed), 2_000_000, m1, { live: seed === 2, workers: 1 })));
console.log(long.map(({ length, requested }) => length > 0 && length < requested));`;
const TABLE = `const samp = await parametricbootstrap(new MersenneTwister(666), 10_000, sleepstudy);
samp.tbl`;

/** A notebook of these cells, opened with its first cell run. */
async function opened(
  lab: Lab,
  name: string,
  cells: readonly string[],
  theme: "light" | "dark" = "light",
): Promise<NotebookPage> {
  const kernelspec = { display_name: "TypeScript (MixedModels)", language: "typescript", name: "mixedmodels" };
  const content = {
    cells: cells.map((source, i) => ({
      cell_type: "code",
      id: `cell-${i}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
    metadata: { kernelspec },
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileSync(path.join(lab.folder, name), JSON.stringify(content));
  const notebook = await lab.open(name, { height: 1600, theme });
  await notebook.run(cells[0]!);
  return notebook;
}

/** Runs a cell that goes on while the test does; the promise settles when it has ended. */
function begin(notebook: NotebookPage, source: string): Promise<void> {
  const running = notebook.run(source);
  // A test that does not come to wait for it has a failure of its own to tell.
  running.catch(() => undefined);
  return running;
}

/** The text of an output on one line. */
async function said(output: Locator): Promise<string> {
  return (await output.innerText()).replace(/\s+/g, " ").trim();
}

/** The numbers of a column of the table's page. */
async function column(output: Locator, place: number): Promise<number[]> {
  return (await output.locator(`tbody td:nth-of-type(${place})`).allInnerTexts()).map(Number);
}

describeInBrowser("results that ask the kernel", {}, (lab) => {
  test("a fit that takes long shows how far it is, and Stop ends it with what it has", async () => {
    const notebook = await opened(lab(), "slow.ipynb", [SLOW_FIT.begin, SLOW_FIT.fit]);
    const running = begin(notebook, SLOW_FIT.fit);
    const output = await notebook.output(SLOW_FIT.fit);
    await output.locator(".mm-stop:enabled").waitFor();
    expect(await said(output.locator(".mm-progress-facts"))).toMatch(/^[\d,]+ evaluations objective [\d.]+ [\d.]+ s$/);
    await notebook.screenshot("fit-light-1280");
    await output.locator(".mm-stop").click();
    await running;
    expect(await said(output)).toMatch(
      /^fit: stopped after [\d,]+ evaluations in .*not converged: .*the fit was stopped/,
    );
    await notebook.close();
  });

  test("of two bootstraps in a cell each has its bar and its own stop button, while densities grow", async () => {
    const notebook = await opened(lab(), "two.ipynb", [FIT, TWO], "dark");
    const running = begin(notebook, TWO);
    const output = await notebook.output(TWO);
    const stops = output.locator(".mm-stop:enabled");
    const densities = output.locator(".mm-live-density");
    await until("two bars, one of them with densities", async () => {
      expect(await stops.count()).toBe(2);
      expect(await densities.locator("figcaption strong").allInnerTexts()).toEqual(["σ1", "σ2", "σ3"]);
      expect(await said(output)).toMatch(/of 2,000,000 [\d,]+ per s .* left none failed/);
    });
    await notebook.screenshot("live-dark-1280");
    await output.locator(".mm-progress:has(.mm-live-density) .mm-stop:enabled").click();
    await until("the bar with densities has ended, and the other goes on", async () => {
      expect(await output.locator(".mm-quiet").count()).toBe(1);
      expect(await densities.count()).toBe(0);
      expect(await stops.count()).toBe(1);
    });
    await notebook.look({ theme: "light", width: 800 });
    await notebook.screenshot("live-light-800");
    await stops.press("Enter");
    await running;
    await until("both have been stopped", async () => {
      expect(await output.locator(".mm-quiet").allInnerTexts()).toEqual(
        [1, 2].map(() =>
          expect.stringMatching(/^parametricbootstrap: stopped after [\d,]+ of 2,000,000 replicates in [\d.]+ s$/),
        ),
      );
      expect(await said(output)).toContain("[ true, true ]");
    });
    expect(notebook.complaints).toEqual([]);
    await notebook.close();
  });

  test("10,000 rows are paged through, sorted and filtered; a restart leaves what the notebook holds", async () => {
    const notebook = await opened(lab(), "rows.ipynb", [FIT, TABLE]);
    await notebook.run(TABLE);
    const output = await notebook.output(TABLE);
    await output.getByText("rows 1–20 of 10,000").waitFor();
    const σ2 = (): Promise<number[]> => column(output, 6);
    await output.locator("button.mm-sort", { hasText: /^σ2$/ }).click();
    await output.locator("th[aria-sort=ascending]").waitFor();
    const smallest = await until("the 20 smallest σ2", async () => {
      const shown = await σ2();
      expect(shown).toHaveLength(20);
      expect(shown).toEqual([...shown].sort((a, b) => a - b));
      return shown;
    });
    await output.getByRole("button", { name: "Last page" }).click();
    await output.getByText("rows 9,981–10,000 of 10,000").waitFor();
    await until("the 20 greatest σ2", async () =>
      expect(Math.min(...(await σ2()))).toBeGreaterThan(Math.max(...smallest)),
    );
    await output.getByRole("button", { name: "Filter", exact: true }).click();
    await output.locator(".mm-filter select").selectOption({ label: "ρ1" });
    const from = output.getByLabel("ρ1 from");
    // Key by key, as digits are shortcuts of JupyterLab.
    await from.pressSequentially("0.999999999");
    await from.press("Enter");
    await output.getByText("of 10,000 rows: ρ1 from 0.999999999").waitFor();
    await until("rows with the chosen ρ1", async () => expect(new Set(await column(output, 7))).toEqual(new Set([1])));
    await notebook.screenshot("rows-light-1280");
    await notebook.restart();
    await output
      .getByText("The notebook holds the first 200 of 10,000 rows and sorts these; run the cell again to reach all.")
      .waitFor();
    await until("pages of these", async () =>
      expect(await said(output.locator(".mm-paging").first())).toContain("of 200"),
    );
    expect(notebook.complaints).toEqual([]);
    await notebook.close();
  });

  test("a bootstrap that the kernel's restart ends says so", async () => {
    const notebook = await opened(lab(), "restart.ipynb", [FIT, TWO]);
    void begin(notebook, TWO);
    const output = await notebook.output(TWO);
    await output.locator(".mm-stop:enabled").nth(1).waitFor();
    await notebook.restart();
    await until("both bars say that they have ended", async () =>
      expect(await said(output)).toMatch(
        /^(parametricbootstrap: not running any more; [\d,]+ of 2,000,000 replicates when last seen ?){2}$/,
      ),
    );
    expect(notebook.complaints).toEqual([]);
    await notebook.close();
  });

  test("a page that is loaded anew finds the bootstrap that runs, and can stop it", async () => {
    const notebook = await opened(lab(), "reload.ipynb", [FIT, TWO]);
    void begin(notebook, TWO);
    const first = await notebook.output(TWO);
    await first.locator(".mm-stop:enabled").nth(1).waitFor();
    await notebook.save();
    await notebook.close();
    const again = await lab().open("reload.ipynb", { height: 1600 });
    const output = await again.output(TWO);
    const stops = output.locator(".mm-stop:enabled");
    const ended = output.locator(".mm-quiet");
    await until("both can be stopped", async () => expect(await stops.count()).toBe(2));
    await stops.nth(1).click();
    await until("one has ended", async () => expect([await ended.count(), await stops.count()]).toEqual([1, 1]));
    await stops.click();
    await until("both have been stopped", async () =>
      expect(await said(output)).toMatch(
        /^(parametricbootstrap: stopped after [\d,]+ of 2,000,000 replicates in [\d.]+ s ?){2}$/,
      ),
    );
    expect(again.complaints).toEqual([]);
    await again.close();
  });
});
