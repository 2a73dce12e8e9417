import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeInBrowser } from "./browserTests";

/** Asks until the answer holds the text. */
async function eventually(ask: () => Promise<string>, text: string): Promise<void> {
  for (let tries = 0; tries < 40 && !(await ask()).includes(text); tries++) await sleep(50);
  expect(await ask()).toContain(text);
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
    await section.locator(".jp-LauncherCard").first().waitFor();
    expect(await section.locator(".jp-LauncherCard").allInnerTexts()).toEqual([
      "kb07",
      "dyestuff",
      "sleepstudy",
      "your own data",
      "planning a study",
      "gallery",
      "checking a model",
    ]);
    await launcher.screenshot("launcher-light-1280", section);
    expect(await launcher.extensionBytes()).toBeLessThan(60_000);
    await section.locator(".jp-LauncherCard", { hasText: "your own data" }).click();
    await launcher.opened();
    expect(readFileSync(inside("mine", "your-own-data.ipynb"), "utf8")).toBe("mine");
    expect(readFileSync(inside("mine", "data", "machines.csv"), "utf8")).toBe(
      readFileSync(inside("data", "machines.csv"), "utf8"),
    );
    await launcher.runAll();
    expect(await launcher.path()).toBe("mine/your-own-data-1.ipynb");
    expect(await launcher.page.locator(".mm-view").count()).toBeGreaterThan(5);
    expect(launcher.complaints).toEqual([]);
    await launcher.close();
  });

  test("a notebook follows a tutorial cell by cell", async () => {
    const notebook = await lab().launcher("mine");
    await notebook.command("mixedmodels:new-notebook", { cwd: "mine" });
    await notebook.opened();
    expect(existsSync(inside("mine", "mixed-model.ipynb"))).toBe(true);
    const next = async (): Promise<string[]> => {
      await notebook.command("mixedmodels:insert-next-cell");
      return (await notebook.cells()).map(({ id }) => id);
    };
    const started = (await notebook.cells()).map(({ id }) => id);
    const asked = next();
    await notebook.page.locator(".jp-Dialog select").selectOption({ index: 2 });
    await notebook.page.locator(".jp-Dialog .jp-mod-accept").click();
    expect((await asked).filter((id) => !started.includes(id))).toEqual(["03-00", "03-01"]);
    expect((await next()).filter((id) => !started.includes(id))).toEqual(["03-00", "03-01", "03-02"]);
    await notebook.runAll();
    expect(notebook.complaints).toEqual([]);
    await notebook.close();
  });

  test("the table of the selected cell is copied by command, menu and palette", async () => {
    const notebook = await lab().open("02-dyestuff.ipynb");
    const clipboard = (): Promise<string> => notebook.page.evaluate(() => navigator.clipboard.readText());
    await notebook.activate("mdye");
    await notebook.command("mixedmodels:copy-table", { format: "CSV" });
    await eventually(clipboard, "(Intercept),1527.49999");
    await notebook.page.locator(".lm-MenuBar-item", { hasText: "MixedModels" }).click();
    await notebook.page.locator(".lm-Menu-item", { hasText: "Copy Table as" }).click();
    await notebook.page.locator(".lm-Menu-item", { hasText: "LaTeX" }).click();
    await eventually(clipboard, "\\begin{tabular}");
    await notebook.command("apputils:activate-command-palette");
    await notebook.page.locator(".lm-CommandPalette-input").fill("Copy Table as Markdown");
    await notebook.page.locator(".lm-CommandPalette-item.lm-mod-active").click();
    await eventually(clipboard, "| Coefficient |");
    expect(notebook.complaints).toEqual([]);
    await notebook.close();
  });

  test("digits, level, and theme and size of charts are those of the settings", async () => {
    lab().setSettings({ decimals: 1, level: 90, chartTheme: "dark", chartSize: "small" });
    const notebook = await lab().open("02-dyestuff.ipynb");
    const [head, first] = await notebook.rows(await notebook.output("mdye"));
    expect(head).toContain("90 % interval");
    expect(first).toContain("1527.5");
    const chart = await notebook.output("densityplot(sampdye");
    expect(await chart.locator("output").first().innerText()).toBe("90 %");
    expect(await chart.locator(".mm-chart").evaluate((node) => getComputedStyle(node).backgroundColor)).toBe(
      "rgb(26, 29, 33)",
    );
    const small = (await chart.locator(".mm-canvas svg").boundingBox())!.width;
    await notebook.screenshot("settings-dark-charts-1280");
    lab().setSettings({});
    const usual = await lab().open("02-dyestuff.ipynb");
    expect(
      (await (await usual.output("densityplot(sampdye")).locator(".mm-canvas svg").boundingBox())!.width,
    ).toBeGreaterThan(1.2 * small);
    expect([...notebook.complaints, ...usual.complaints]).toEqual([]);
    await notebook.close();
    await usual.close();
  });
});
