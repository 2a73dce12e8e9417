import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator } from "playwright-core";
import { until } from "../until";
import { describeInBrowser } from "./browserTests";

/** For steps that are taken again: JupyterLab closes menus and the palette when something else gets the focus. */
const STEP = { timeout: 10_000 };

/** Width of the one chart in an output. */
async function chartWidth(output: Locator): Promise<number> {
  return (await output.locator(".mm-canvas svg").boundingBox())!.width;
}

describeInBrowser("the extension's part of JupyterLab", {}, (lab) => {
  const inside = (...names: string[]): string => path.join(lab().folder, ...names);

  test("the launcher has a card for each tutorial, which opens a fresh copy and overwrites nothing", async () => {
    mkdirSync(inside("mine"));
    writeFileSync(inside("mine", "your-own-data.ipynb"), "mine");
    const launcher = await lab().launcher("mine");
    const section = launcher.page.locator(".jp-Launcher-section", {
      has: launcher.page.locator("h2", { hasText: "MixedModels" }),
    });
    await until("a card for each tutorial", async () =>
      expect(await section.locator(".jp-LauncherCard").allInnerTexts()).toEqual([
        "How sure are we of the effects in an experiment with crossed subjects and items?",
        "What does it mean when a variance is estimated as zero?",
        "When is a correlation of ±1 a sign of too little data?",
        "Your own data: from the lab's files to the paper",
        "Planning a study: how many subjects and items, and which test?",
        "Gallery: a picture for each question",
        "Checking a model",
        "Yes or no: a generalized model",
        "Right or wrong: how many subjects and items does accuracy need?",
      ]),
    );
    const drawings = await section
      .locator(".jp-LauncherCard svg")
      .evaluateAll((icons) => icons.map((icon) => icon.innerHTML));
    expect(new Set(drawings).size).toBe(9);
    const workshop = launcher.page.locator(".jp-Launcher-section", {
      has: launcher.page.locator("h2", { hasText: "Workshop" }),
    });
    const pages = await workshop.locator(".jp-LauncherCard").allInnerTexts();
    expect(pages).toHaveLength(22);
    expect(pages[0]).toBe("How much do people differ in how they bear short nights?");
    await launcher.screenshot("launcher-light-1280", section);
    expect(await launcher.extensionBytes()).toBeLessThan(84_000);
    await section.locator(".jp-LauncherCard", { hasText: "Your own data" }).click();
    await launcher.opened();
    expect(await launcher.path()).toBe("mine/your-own-data-1.ipynb");
    expect(readFileSync(inside("mine", "your-own-data.ipynb"), "utf8")).toBe("mine");
    for (const file of ["trials.csv", "participants.csv"])
      expect(readFileSync(inside("mine", "data", file), "utf8")).toBe(readFileSync(inside("data", file), "utf8"));
    await launcher.runAll();
    const views = launcher.page.locator(".mm-view");
    await until("results are drawn", async () => expect(await views.count()).toBeGreaterThan(5));
    expect(launcher.complaints).toEqual([]);
    await launcher.close();
  });

  test("a notebook follows a tutorial cell by cell", async () => {
    mkdirSync(inside("own"));
    const notebook = await lab().launcher("own");
    await notebook.command("mixedmodels:new-notebook", { cwd: "own" });
    await notebook.opened();
    expect(existsSync(inside("own", "mixed-model.ipynb"))).toBe(true);
    const started = (await notebook.cells()).map(({ id }) => id);
    const added = async (): Promise<string[]> =>
      (await notebook.cells()).map(({ id }) => id).filter((id) => !started.includes(id));
    const asked = notebook.command("mixedmodels:insert-next-cell");
    const dialog = notebook.page.locator(".jp-Dialog");
    const answered = dialog
      .locator("select")
      .selectOption({ index: 2 })
      .then(() => dialog.locator(".jp-mod-accept").click());
    await Promise.all([asked, answered]);
    expect(await added()).toEqual(["03-00", "03-01"]);
    await notebook.command("mixedmodels:insert-next-cell");
    expect(await added()).toEqual(["03-00", "03-01", "03-02"]);
    await notebook.runAll();
    await notebook.command("mixedmodels:open-tutorial", { tutorial: "dyestuff", cwd: "own" });
    const { page } = notebook;
    await page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) h1", { hasText: "a variance is estimated" }).click();
    await page.keyboard.press("Escape");
    await page.keyboard.press("ControlOrMeta+Alt+n");
    await page.getByText("holds the tutorial 'dyestuff' to its end. The next one is 'sleepstudy'.").first().waitFor();
    expect(notebook.complaints).toEqual([]);
    await notebook.close();
  });

  test("the table of the selected cell is copied by command, menu and palette", async () => {
    const notebook = await lab().open("02-dyestuff.ipynb");
    const { page } = notebook;
    const copied = (text: string): Promise<void> =>
      until(`${text} is copied`, async () =>
        expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(text),
      );
    await notebook.activate("mdye");
    await notebook.command("mixedmodels:copy-table", { format: "CSV" });
    await copied("(Intercept),1527.49999");
    await until("the menu's entry is chosen", async () => {
      await page.keyboard.press("Escape");
      await page.locator(".lm-MenuBar-item", { hasText: "MixedModels" }).click(STEP);
      await page.locator(".lm-Menu-item", { hasText: "Copy Table as" }).click(STEP);
      await page.locator(".lm-Menu-item", { hasText: "LaTeX" }).click(STEP);
    });
    await copied("\\begin{tabular}");
    await until("the palette's entry is chosen", async () => {
      await notebook.command("apputils:activate-command-palette");
      await page.locator(".lm-CommandPalette-input").fill("Copy Table as Markdown", STEP);
      await page.locator(".lm-CommandPalette-item", { hasText: "Copy Table as Markdown" }).click(STEP);
    });
    await copied("| Coefficient |");
    expect(notebook.complaints).toEqual([]);
    await notebook.close();
  });

  test("digits, level, and theme and size of charts are those of the settings", async () => {
    lab().setSettings({ decimals: 1, level: 90, chartTheme: "dark", chartSize: "small" });
    const notebook = await lab().open("02-dyestuff.ipynb");
    const table = await notebook.output("mdye");
    await until("digits and level of the settings", async () => {
      const [head, first] = await notebook.rows(table);
      expect(head).toContain("90 % interval");
      expect(first).toContain("1527.5");
    });
    const chart = await notebook.output("densityplot(sampdye");
    await until("level and theme of the settings", async () => {
      expect(await chart.locator("output").first().innerText()).toBe("90 %");
      const paper = await chart.locator(".mm-chart").evaluate((node) => getComputedStyle(node).backgroundColor);
      expect(paper).toBe("rgb(26, 29, 33)");
    });
    await notebook.drawn();
    const small = await chartWidth(chart);
    await notebook.screenshot("settings-dark-charts-1280");
    lab().setSettings({});
    const usual = await lab().open("02-dyestuff.ipynb");
    const larger = await usual.output("densityplot(sampdye");
    await until("the usual size", async () => expect(await chartWidth(larger)).toBeGreaterThan(1.2 * small));
    expect([...notebook.complaints, ...usual.complaints]).toEqual([]);
    await notebook.close();
    await usual.close();
  });
});
