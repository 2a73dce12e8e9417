import { simulate } from "engine/bootstrap/drawing/simulate";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { ZScore } from "engine/formula/coding/standardize";
import { fit } from "engine/model/fit";
import { predict } from "engine/model/predict";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { type FitName, fitted, specs } from "../support/fits";

test.each(["sleepstudy", "pastes", "machines", "kb07_m0", "penicillin"] as FitName[])(
  "the data of the fit are predicted by the fitted values: %s",
  (name) => {
    expectClose(predict(fitted(name), dataset(specs[name][0])), fitted(name).fitted, { relative: 1e-13 });
    expect(predict(fitted(name))).toEqual(fitted(name).fitted);
  },
);

const sleepstudy = fitted("sleepstudy");

test("new rows of known subjects need no response", () => {
  const { coef } = sleepstudy;
  const modes = sleepstudy.ranef.subj.toRows();
  const wanted = [
    ["S309", 12],
    ["S308", 0.5],
  ].map(([subj, days]) => {
    const own = modes.find((row) => row.subj === subj)!;
    return coef[0] + (own["(Intercept)"] as number) + (coef[1] + (own.days as number)) * (days as number);
  });
  expectClose(predict(sleepstudy, { subj: ["S309", "S308"], days: [12, 0.5] }), wanted, { relative: 1e-14 });
});

test("a new level is missing, the population or an error, as asked", () => {
  const newdata = { days: [3, 3, NaN], subj: ["S308", "S999", "S308"] };
  const [known, unknown, gap] = predict(sleepstudy, newdata);
  expect([Number.isNaN(known), unknown, gap]).toEqual([false, NaN, NaN]);
  const population = predict(sleepstudy, newdata, { newLevels: "population" });
  expect(population[0]).toBe(known);
  expectClose([population[1]], [sleepstudy.coef[0] + 3 * sleepstudy.coef[1]], { relative: 1e-14 });
  expectClose(predict(sleepstudy, { days: [3] }, { newLevels: "population" }), [population[1]], {});
  expect(() => predict(sleepstudy, newdata, { newLevels: "error" })).toThrow(
    "the levels of a grouping factor must be those of the fit; 'subj' has another one in row 2",
  );
});

test("polynomials, standards, contrasts and nested levels are those of the fit", () => {
  const table = dataset("kb07");
  const model = fit("log(rt_trunc) ~ 1 + spkr * poly(trial, 2) + (1 + trial | subj) + (1 | item & load)", withTrial(), {
    contrasts: { spkr: EffectsCoding(), trial: ZScore() },
  });
  expectClose(predict(model, withTrial()), model.fitted, { relative: 1e-12 });
  const rows = withTrial().slice(700, 720);
  expectClose(
    predict(
      model,
      rows.map(({ rt_trunc: _, ...row }) => row),
    ),
    model.fitted.slice(700, 720),
    { relative: 1e-12 },
  );
  function withTrial(): { [column: string]: unknown }[] {
    return table.toRows().map((row, i) => ({ ...row, trial: (i * 37) % 101 }));
  }
});

test("what cannot be predicted is refused", () => {
  expect(() => predict(sleepstudy, { day: [1], subj: ["S308"] })).toThrow(
    "new data need every column of the right side; unknown column 'days' (did you mean 'day'?); columns are day, subj",
  );
  expect(() => predict(sleepstudy, { days: [1] })).toThrow(
    "new data need every column of the right side; unknown column 'subj'",
  );
  expect(() => predict(sleepstudy, { days: ["one"], subj: ["S308"] })).toThrow("column 'days' must hold numbers");
  expect(() => predict(fitted("machines"), { Machine: ["Z"], Worker: ["1"] })).toThrow(
    "a factor with an effect has the levels of the fit; 'Machine' is 'Z' in row 1, the fit knows A, B, C",
  );
  expect(() => predict(sleepstudy, undefined, { newLevel: "error" } as object)).toThrow(
    "unknown option of predict 'newLevel' (did you mean 'newLevels'?)",
  );
  expect(() => predict(sleepstudy, undefined, { newLevels: "zero" as "error" })).toThrow(
    'newLevels is "error", "population" or "missing"; got "zero"',
  );
});

test("new data with an infinite column are refused, as those of a fit are", () => {
  const rows = dataset("sleepstudy").toRows();
  for (const [formula, of, name] of [
    ["reaction ~ 1 + log(days + 1) + (1 | subj)", -1, "log(days + 1)"],
    ["reaction ~ 1 + 1/(days + 1) + (1 | subj)", -1, "1 / (days + 1)"],
    ["reaction ~ 1 + days + (1 | subj)", Infinity, "days"],
    ["reaction ~ 1 + (1 + log(days + 1) | subj)", -1, "log(days + 1)"],
  ] as const) {
    const model = fit(formula, rows);
    const newdata = { days: [1, of, NaN], subj: ["S308", "S308", "S308"] };
    for (const random of ["all", "none"] as const)
      for (const standardErrors of [false, true])
        expect(() => predict(model, newdata, { random, standardErrors })).toThrow(`must be finite; '${name}' is`);
    expect(() => simulate(new MersenneTwister(1), model, { newdata })).toThrow("Infinity in row 2");
    expect(predict(model, { days: [1, NaN], subj: ["S308", "S308"] })[1]).toBeNaN();
  }
});
