import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { SavedNotebook } from "./savedNotebook";

const notebook = new SavedNotebook("08-yes-or-no.ipynb");
const women = asTable(
  dataset("contra")
    .toRows()
    .map((row) => ({ ...row, ch: row.livch === "0" ? "N" : "Y" })),
);

test("the saved notebook has run to its end", () => {
  expect(notebook.code.map((cell) => cell.execution_count)).toEqual(notebook.code.map((_, i) => i + 1));
  expect(Buffer.byteLength(notebook.text)).toBeLessThan(1_000_000);
});

test("its deviances by quadrature are those of the workshop's page", () => {
  expect(notebook.result("q1")).toContain("−2ℓ 2372.4588");
  const [, , , table] = [...notebook.result("likelihoodratiotest(q2, q3)").split("\n")];
  expect(table).toContain("2372.9165");
  expect(notebook.result("likelihoodratiotest(q2, q3)")).toContain("2364.9168");
  expect(
    notebook.result('modeltable(q2, q3, q4, { names: ["children", "× age", "town in district"], show: "wald" })'),
  ).toContain("2353.82");
});

test("it shows what the engine computes", async () => {
  const formula = "use ~ 1 + age * ch + age^2 + urban + (1 | urban & dist)";
  const m4 = fit(formula, women, { family: "Bernoulli" });
  const sample = await parametricbootstrap(new MersenneTwister(42), 10_000, m4, { progress: false });
  expect(notebook.result("confint(samp)")).toBe(String(confint(sample)));
  const [typical, all] = JSON.parse(notebook.result('[shown("response")[13], shown("marginal")[13]]')) as number[];
  expect(all).toBeGreaterThan(typical);
  expect(all).toBeLessThan(0.5);
});
