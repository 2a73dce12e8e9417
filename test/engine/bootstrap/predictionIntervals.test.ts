import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { predictionintervals } from "engine/bootstrap/predictionIntervals";
import { shortestcovint } from "engine/bootstrap/sample/shortestcovint";
import { effects } from "engine/inference/means/effects";
import { fit } from "engine/model/fit";
import { environment } from "engine/platform/environment";
import { StableRNG } from "engine/random/stableRng";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";

const model = fitted("sleepstudy");
const drawn = parametricbootstrap(new StableRNG(9), 2000, model, { progress: false });
const newdata = { days: [0, 5, 20, NaN], subj: ["S308", "S999", "S308", "S308"] };

test("the interval of a mean covers that of the replicates' lines", async () => {
  const sample = await drawn;
  const table = predictionintervals(sample, model, newdata, { level: 0.9 });
  expectClose(
    table.numeric("predicted").slice(0, 3),
    [0, 5, 20].map((days) => model.coef[0] + days * model.coef[1]),
    { relative: 1e-14 },
  );
  [0, 5, 20].forEach((days, row) => {
    const [lower, upper] = shortestcovint(
      sample.tbl.numeric("β1").map((value, r) => value + days * sample.tbl.numeric("β2")[r]),
      0.9,
    );
    expectClose([table.numeric("lower")[row], table.numeric("upper")[row]], [lower, upper], { relative: 1e-13 });
  });
  expect(table.columnNames).toEqual(["days", "subj", "predicted", "lower", "upper"]);
  expect([table.numeric("days"), table.column("subj")]).toEqual([Float64Array.from(newdata.days), newdata.subj]);
  expect([table.numeric("predicted")[3], table.numeric("lower")[3]]).toEqual([NaN, NaN]);
  expect(predictionintervals(sample, model, { days: [5] }, { level: 0.9 }).numeric("upper")[0]).toBe(
    table.numeric("upper")[1],
  );
});

test("that of an observation has the spread of subjects and noise too", async () => {
  const table = predictionintervals(await drawn, model, { days: [0, 9] }, { of: "observation" });
  const { σs, sigma } = model;
  const spread = [0, 9].map((days) =>
    Math.sqrt(
      sigma ** 2 +
        σs.subj["(Intercept)"] ** 2 +
        2 * days * 0.0813 * σs.subj["(Intercept)"] * σs.subj.days +
        (days * σs.subj.days) ** 2,
    ),
  );
  [0, 1].forEach((row) => {
    const width = table.numeric("upper")[row] - table.numeric("lower")[row];
    expect(width / (2 * 1.96 * spread[row])).toBeGreaterThan(0.9);
    expect(width / (2 * 1.96 * spread[row])).toBeLessThan(1.15);
  });
  expect(predictionintervals(await drawn, model, { days: [0, 9] }, { of: "observation" }).numeric("lower")).toEqual(
    table.numeric("lower"),
  );
});

test("columns of the data are told apart from those that are computed", async () => {
  const table = predictionintervals(await drawn, model, { lower: ["a"], days: [5], predicted: [1] });
  const names = ["lower (variable)", "days", "predicted (variable)", "predicted", "lower", "upper"];
  expect(table.columnNames).toEqual(names);
  expect(table.numeric("predicted")[0]).toBeCloseTo(model.coef[0] + 5 * model.coef[1], 10);
});

test("what does not belong together is refused", async () => {
  const sample = await drawn;
  expect(() => predictionintervals(sample, fitted("dyestuff"), { batch: ["A"] })).toThrow(
    "a sample must be drawn from its model",
  );
  expect(() => predictionintervals(sample, model, newdata, { of: "mode" as "mean" })).toThrow(
    'intervals are of the "mean" or an "observation"; got "mode"',
  );
  expect(() => predictionintervals(sample, model, newdata, { level: 95 })).toThrow(
    "the level of an interval must lie between 0 and 1; got 95",
  );
});

test("predictions do not depend on the origin of a covariate and its powers", async () => {
  const rows = dataset("sleepstudy").toRows();
  const [near, far] = await Promise.all(
    [0, 2.46e6].map(async (origin) => {
      const data = rows.map((row) => ({ ...row, days: origin + (row.days as number) }));
      const curved = fit("reaction ~ 1 + days + days^2 + (1 | subj)", data);
      const sample = await parametricbootstrap(new StableRNG(1), 3, curved, { progress: false });
      return predictionintervals(sample, curved, { days: [origin + 2, origin + 7] }).numeric("predicted");
    }),
  );
  expectClose(far, near, { relative: 1e-9 });
});

test("where coefficients cancel to few digits, as those of powers far from the origin, intervals are NaN", async () => {
  const rows = dataset("sleepstudy").toRows();
  const intervals = async (origin: number): Promise<number[]> => {
    const data = rows.map((row) => ({ ...row, days: origin + (row.days as number) }));
    const curved = fit("reaction ~ 1 + days + days^2 + (1 | subj)", data);
    const sample = await parametricbootstrap(new StableRNG(4), 200, curved, { progress: false });
    const means = effects({ days: [origin + 2] }, curved, { sample });
    const predicted = predictionintervals(sample, curved, { days: [origin + 2] });
    return [means, predicted].flatMap((of) => [of.numeric("lower")[0], of.numeric("upper")[0]]);
  };
  expectClose(await intervals(2000), await intervals(0), { relative: 1e-8 });
  const warn = jest.spyOn(environment, "warn").mockImplementation(() => undefined);
  try {
    expect(await intervals(2.46e7)).toEqual([NaN, NaN, NaN, NaN]);
    expect(warn.mock.calls.map(([text]) => text)).toEqual(
      Array(2).fill(expect.stringMatching(/the coefficients of the sample cancel, of terms of up to \d/)),
    );
  } finally {
    warn.mockRestore();
  }
});
