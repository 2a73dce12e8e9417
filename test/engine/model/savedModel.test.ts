import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { HypothesisCoding } from "engine/formula/coding/hypothesisCoding";
import { Center, Scale, ZScore } from "engine/formula/coding/standardize";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { predict } from "engine/model/predict";
import { restoremodel, savemodel } from "engine/model/savedModel";
import { dataset } from "engine/table/source/dataset";
import { type FitName, fitted, specs } from "../support/fits";

const folder = mkdtempSync(join(tmpdir(), "models-"));
const path = join(folder, "model.json");
afterAll(() => rmSync(folder, { recursive: true }));

const numbers = (model: LinearMixedModel) => ({
  formula: model.formula,
  names: model.coefnames,
  coef: model.coef,
  stderror: model.stderror,
  theta: model.theta,
  sigma: model.sigma,
  objective: model.objective,
  fitted: model.fitted,
  certificate: model.certificate,
  text: String(model),
});

test.each(["sleepstudy_reml", "dyestuff2", "pastes", "machines", "kb07_m0"] as FitName[])(
  "a saved fit comes back to the last bit: %s",
  (name) => {
    savemodel(path, fitted(name));
    expect(numbers(restoremodel(path, dataset(specs[name][0])))).toEqual(numbers(fitted(name)));
  },
);

test("contrasts, standards and calculations are kept", () => {
  const rows = dataset("kb07")
    .toRows()
    .map((row, i) => ({ ...row, a: (i * 37) % 101, b: (i * 11) % 13, c: i % 7 }));
  const contrasts = {
    spkr: EffectsCoding({ base: "old" }),
    load: HypothesisCoding({ effect: { yes: 1, no: -1 } }),
    a: ZScore(),
    b: Center(3),
    c: Scale(),
    subj: EffectsCoding(),
  };
  const model = fit("1000 / rt_trunc ~ 1 + spkr * load + a + b + c + I(b / c^0 + 2) + (1 + a | subj)", rows, {
    contrasts,
  });
  savemodel(path, model);
  const restored = restoremodel(path, rows);
  expect(numbers(restored)).toEqual(numbers(model));
  expect(predict(restored, rows.slice(5, 9))).toEqual(predict(model, rows.slice(5, 9)));
});

test("a column of numbers that is a factor stays one", () => {
  const rows = dataset("sleepstudy").toRows();
  const model = fit("reaction ~ 1 + days + (1 | subj)", rows, { contrasts: { days: EffectsCoding({ base: "9" }) } });
  savemodel(path, model);
  expect(numbers(restoremodel(path, rows))).toEqual(numbers(model));
  expect(restoremodel(path, rows).coefnames[9]).toBe("days: 8");
});

test("other data are refused with the reason", () => {
  savemodel(path, fitted("sleepstudy"));
  const rows = dataset("sleepstudy").toRows();
  expect(() => restoremodel(path, rows.slice(1))).toThrow("was fitted to 180 rows, these data have 179");
  expect(() =>
    restoremodel(
      path,
      rows.map((row, i) => (i === 7 ? { ...row, days: 8 } : row)),
    ),
  ).toThrow("the response, effects or levels of 'reaction ~ 1 + days + (1 + days | subj)' in these data differ");
  expect(() =>
    restoremodel(
      path,
      rows.map((row) => ({ ...row, subj: `${row.subj}x` })),
    ),
  ).toThrow("in these data differ from those of");
  writeFileSync(path, "{}");
  expect(() => restoremodel(path, rows)).toThrow("a model is read from a file of savemodel");
});
