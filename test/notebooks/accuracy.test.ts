import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { create_re } from "engine/inference/planning/createRe";
import { createθ } from "engine/inference/planning/createTheta";
import { powertable } from "engine/inference/planning/powertable";
import { simdat_crossed } from "engine/inference/planning/simdatCrossed";
import { fit } from "engine/model/fit";
import { Bernoulli } from "engine/random/bernoulli";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { SavedNotebook } from "./savedNotebook";

const notebook = new SavedNotebook("09-accuracy-and-power.ipynb");

test("the saved notebook has run to its end", () => {
  expect(notebook.code.map((cell) => cell.execution_count)).toEqual(notebook.code.map((_, i) => i + 1));
  expect(Buffer.byteLength(notebook.text)).toBeLessThan(500_000);
});

test("its model of real answers is that of the engine", () => {
  const formula = "r2 ~ 1 + anger + gender + btype + situ + (1 | subj) + (1 | item)";
  expect(notebook.result("m")).toBe(String(fit(formula, dataset("verbagg"), { family: Bernoulli() })));
});

test("its power is what the engine computes", async () => {
  const levels = {
    subj_btwn: { age: ["old", "young"] },
    item_btwn: { word: ["frequent", "rare"] },
    both_win: { task: ["one", "two"] },
  };
  const design = simdat_crossed(new MersenneTwister(1), 20, 12, levels)
    .toRows()
    .map((row) => ({ ...row, correct: Number(row.dv) < 1 ? 1 : 0 }));
  const contrasts = { age: EffectsCoding(), word: EffectsCoding(), task: EffectsCoding() };
  const formula = "correct ~ 1 + age + word + task + (1 | subj) + (1 | item)";
  const plan = fit(formula, asTable(design), { family: Bernoulli(), contrasts });
  const sample = await parametricbootstrap(new MersenneTwister(9), 200, plan, {
    β: [2, 0.2, -0.3, -0.25],
    θ: createθ(plan, { subj: create_re(0.8), item: create_re(0.6) }),
    stderror: true,
    progress: false,
  });
  const power = powertable(sample);
  const rows = notebook.rows("await study(plan, truth.β)").filter(([name]) => name.includes(":"));
  expect(rows.map(([name]) => name)).toEqual(power.column("coefname").slice(1));
  expect(rows.map(([, value]) => Number(value))).toEqual([...power.numeric("power").slice(1)]);
});
