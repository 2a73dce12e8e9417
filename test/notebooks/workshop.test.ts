import { readdirSync } from "node:fs";
import path from "node:path";
import { SavedNotebook } from "./savedNotebook";

const FOLDER = path.join(__dirname, "..", "..", "notebooks", "workshop");
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".ipynb"));

/** Pages of the workshop whose numbers notebooks show too, by the expression that ends a cell. */
const SHOWN: readonly (readonly [file: string, expression: string, texts: readonly string[]])[] = [
  ["01-sleepstudy.ipynb", "VarCorr(m1)", ["565.5", "32.68", "654.9", "+0.08"]],
  ["04-kb07.ipynb", "m1", ["364.7", "298.0", "680.03"]],
  ["09-transformation.ipynb", "bc", ["-0.7316", "1/y"]],
  ["18-glmm.ipynb", "gm3", ["2353.8"]],
];

test("there is a notebook for each page whose data can be had", () => {
  expect(files).toHaveLength(22);
});

describe.each(files)("%s", (file) => {
  const notebook = new SavedNotebook(path.join("workshop", file));

  test("was run from its first cell to its last, without an error, and opens with a question", () => {
    expect(notebook.code.map((cell) => cell.execution_count)).toEqual(notebook.code.map((_, i) => i + 1));
    const outputs = notebook.code.flatMap((cell) => cell.outputs ?? []);
    expect(outputs.filter((output) => output.output_type === "error")).toEqual([]);
    const { cells } = JSON.parse(notebook.text) as { cells: { source: string | string[] }[] };
    expect([cells[0].source].flat().join("")).toMatch(/^# [^\n]+\?\n/);
  });

  test("belongs to the TypeScript kernel and stays below 1 MB", () => {
    expect(notebook.metadata.kernelspec).toMatchObject({ name: "mixedmodels", language: "typescript" });
    expect(Buffer.byteLength(notebook.text)).toBeLessThan(1_000_000);
  });
});

test.each(SHOWN)("%s shows the page's numbers in the result of %s", (file, expression, texts) => {
  const result = new SavedNotebook(path.join("workshop", file)).result(expression);
  expect(texts.filter((text) => !result.includes(text))).toEqual([]);
});

/** Printed on the page power_simulation of SMLP2026 after the first `simulate!`. */
test("the power simulation draws what the page draws", () => {
  const text = new SavedNotebook(path.join("workshop", "17-power-simulation.ipynb")).result("first.coef");
  const shown = [...text.matchAll(/-?\d+\.\d+/g)].map(([number]) => Number(number).toFixed(4));
  expect(shown).toEqual(["249.9796", "-25.0472", "9.7387", "0.1164"]);
});
