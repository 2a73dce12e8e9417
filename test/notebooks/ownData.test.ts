import { join } from "node:path";
import { modeltable } from "engine/bootstrap/modelTable";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { predictionintervals } from "engine/bootstrap/predictionIntervals";
import { confint } from "engine/bootstrap/sample/confint";
import { shortestcovint } from "engine/bootstrap/sample/shortestcovint";
import { HypothesisCoding } from "engine/formula/coding/hypothesisCoding";
import { fit } from "engine/model/fit";
import { StableRNG } from "engine/random/stableRng";
import { readcsv } from "engine/table/source/csv";
import { dataset } from "engine/table/source/dataset";
import { SavedNotebook } from "./savedNotebook";

const notebook = new SavedNotebook("04-your-own-data.ipynb");
const machines = readcsv(join(__dirname, "..", "..", "notebooks", "data", "machines.csv"));
const contrasts = {
  Machine: HypothesisCoding({ "B − A": { A: -1, B: 1 }, "C − mean(A, B)": { A: -0.5, B: -0.5, C: 1 } }),
};
const same = fit("score ~ 1 + Machine + (1 | Worker)", machines, { contrasts });
const varying = fit("score ~ 1 + Machine + (1 + Machine | Worker)", machines, { contrasts });

test("the file holds the data set of the package", () => {
  expect(machines.numeric("score")).toEqual(dataset("machines").numeric("score"));
});

test("the saved notebook has run to its end and shows what the engine computes", async () => {
  expect(notebook.code.map((cell) => cell.execution_count)).toEqual(notebook.code.map((_, i) => i + 1));
  expect(notebook.result("varying")).toBe(String(varying));
  expect(notebook.result("confint(varying)")).toBe(String(confint(varying)));
  const sample = await parametricbootstrap(new StableRNG(20), 5_000, varying, { progress: false });
  expect(notebook.result("shortestcovint(sample)")).toBe(String(shortestcovint(sample)));
  expect(Number(notebook.result("issingular(sample).filter(Boolean).length / sample.length"))).toBe(
    sample.issingular().filter(Boolean).length / sample.length,
  );
  expect(notebook.result('predictionintervals(sample, varying, { Machine: machine }, { of: "observation" })')).toBe(
    String(predictionintervals(sample, varying, { Machine: ["A", "B", "C"] }, { of: "observation" })),
  );
  const samples = [await parametricbootstrap(new StableRNG(21), 5_000, same, { progress: false }), sample];
  expect(notebook.result("paper")).toBe(
    String(modeltable(same, varying, { names: ["same effect", "varying effect"], samples })),
  );
});
