import { influence } from "engine/inference/influence";
import { fit } from "engine/model/fit";
import { levelcoef } from "engine/model/levelcoef";
import { predict } from "engine/model/predict";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";

const sleepstudy = dataset("sleepstudy");
const model = fit("reaction ~ 1 + days + (1 + days | subj)", sleepstudy);
const pastes = fit("strength ~ 1 + (1 | batch) + (1 | batch & cask)", dataset("pastes"));

test("coefficients of levels are fixed effects plus conditional modes, as R's coef(m)", () => {
  const table = levelcoef(model).subj;
  expect(table.columnNames).toEqual(["subj", "(Intercept)", "days"]);
  expectClose(table.numeric("(Intercept)").slice(0, 2), [254.220894, 211.35725], { relative: 1e-5 });
  expectClose(table.numeric("days").slice(0, 2), [19.54279274, 1.8231343], { relative: 1e-4 });
  const more = levelcoef(fit("reaction ~ 1 + (1 + days | subj)", sleepstudy)).subj;
  expect(more.columnNames).toEqual(["subj", "(Intercept)", "days"]);
  expect(String(levelcoef(pastes))).toContain("Coefficients by batch");
});

test("predictions with the random effects of some grouping factors", () => {
  const all = predict(pastes);
  const mean = predict(pastes, undefined, { random: "none" });
  expect(mean.every((value) => value === pastes.coef[0])).toBe(true);
  const parts = pastes.groupings.map((grouping) => predict(pastes, undefined, { random: [grouping] }));
  expectClose(
    all.map((value, i) => value - mean[i]),
    all.map((_, i) => parts.reduce((sum, part) => sum + part[i] - mean[i], 0)),
    { absolute: 1e-10 },
  );
  const rows = { days: [0, 3], subj: ["S308", "S309"] };
  expect(predict(model, rows, { random: ["subj"] })).toEqual(predict(model, rows));
  expectClose(
    predict(model, { days: [0, 3] }, { random: "none" }),
    [0, 3].map((x) => model.coef[0] + x * model.coef[1]),
    { relative: 1e-13 },
  );
  expect(() => predict(model, rows, { random: ["sbj"] })).toThrow(
    "unknown grouping factor 'sbj' (did you mean 'subj'?)",
  );
});

describe("influence of levels", () => {
  const table = influence(model);

  test("is what a refit without the rows of a level says", () => {
    const left = (table.column("subj") as string[])[3];
    const without = fit(
      model.formula,
      sleepstudy.toRows().filter(({ subj }) => subj !== left),
    );
    const moved = model.coef.map((value, j) => (value - without.coef[j]) / without.stderror[j]);
    expectClose(
      [table.numeric("(Intercept)")[3], table.numeric("days")[3], table.numeric("σ")[3]],
      [...moved, without.sigma],
      {
        relative: 1e-6,
      },
    );
    const [a, b, , d] = without.vcov;
    const [x, y] = model.coef.map((value, j) => value - without.coef[j]);
    const cook = (d * x * x - 2 * b * x * y + a * y * y) / (a * d - b * b) / 2;
    expectClose([table.numeric("cook")[3]], [cook], { relative: 1e-6 });
    expect(table.numeric("nobs")[3]).toBe(10);
  });

  test("has lme4's dfbetas but for the sign", () => {
    expectClose(table.numeric("(Intercept)").slice(0, 3), [-0.060532317, -0.423520561, -0.440765741], {
      absolute: 2e-5,
    });
    expectClose(table.numeric("days").slice(0, 3), [0.46274484, -0.31942452, -0.16321329], { absolute: 2e-5 });
  });

  test("a level without which a coefficient cannot be estimated is NaN, and a note says so", () => {
    const rows = sleepstudy
      .toRows()
      .map((row) => ({ ...row, only: Number(row.subj === "S308") * (row.days as number) }));
    const some = influence(fit("reaction ~ 1 + only + days + (1 | subj)", rows));
    expect(some.numeric("cook")[0]).toBeNaN();
    expect(String(some)).toContain("There is no fit without 'S308': some coefficients cannot be estimated then.");
  });

  test("of several grouping factors one is named", () => {
    expect(() => influence(pastes)).toThrow("influence needs the grouping factor whose levels are left out: one of");
    expect(influence(pastes, "batch").numRows).toBe(10);
    expect(() => influence(pastes, "bath")).toThrow("unknown grouping factor 'bath'");
    for (const wrong of [{ progress: false }, 3, null])
      expect(() => influence(pastes, wrong as never)).toThrow(
        "influence takes a grouping factor by its name, and then",
      );
  });
});
