import { simulate } from "engine/bootstrap/drawing/simulate";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { predictionintervals } from "engine/bootstrap/predictionIntervals";
import { fit } from "engine/model/fit";
import { predict } from "engine/model/predict";
import { environment } from "engine/platform/environment";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";

const rows = dataset("sleepstudy")
  .toRows()
  .map((row, i) => ({ ...row, w: 1 + (i % 3) }));
const formula = "reaction ~ 1 + days + (1 | subj)";
const byName = fit(formula, rows, { weights: "w" });
const byNumbers = fit(formula, rows, { weights: rows.map(({ w }) => w) });
const warn = jest.spyOn(environment, "warn").mockImplementation(() => {});
beforeEach(() => warn.mockClear());
afterAll(() => warn.mockRestore());

const newdata = (w?: number): never =>
  ({ days: [1, 5], subj: ["S308", "S309"], ...(w === undefined ? {} : { w: [w, w] }) }) as never;
const drawn = (w?: number): Float64Array => simulate(new MersenneTwister(3), byName, { newdata: newdata(w) });

test("an error drawn for the weight w is 1/√w of that drawn for 1", () => {
  const base = drawn(1);
  // The random effects are the same draws, so that the error of weight 1 is twice the difference to weight 4.
  const errors = drawn(4).map((value, i) => 2 * (base[i] - value));
  for (const w of [0.25, 2, 9, 100])
    expectClose(
      drawn(w),
      base.map((value, i) => value + errors[i] * (1 / Math.sqrt(w) - 1)),
      { relative: 1e-12 },
    );
  expect(warn).not.toHaveBeenCalled();
});

test("new data without weights count as of weight 1, which a warning says", () => {
  expect(drawn()).toEqual(drawn(1));
  expect(warn.mock.calls).toEqual([
    [
      "simulate: the fit had the weights 'w', a column that the new data have not; their rows count as of weight 1",
      "WeightsWarning",
    ],
  ]);
  simulate(new MersenneTwister(3), byNumbers, { newdata: newdata(4) });
  expect(warn.mock.calls[1][0]).toBe(
    "simulate: the fit was given its weights as numbers, so the new data have none; their rows count as of weight 1",
  );
});

test("a row whose weight is missing is missing", () => {
  const values = simulate(new MersenneTwister(3), byName, {
    newdata: { days: [1, 5], subj: ["S308", "S309"], w: [NaN, 1] },
  });
  expect(Array.from(values, Number.isNaN)).toEqual([true, false]);
});

test("intervals of an observation have its weight, those of the mean and predictions need none", async () => {
  const sample = await parametricbootstrap(new MersenneTwister(8), 400, byName, { progress: false });
  const width = (w: number | undefined, of: "mean" | "observation"): number => {
    const table = predictionintervals(sample, byName, newdata(w), { of });
    return table.numeric("upper")[0] - table.numeric("lower")[0];
  };
  const spread = (w: number): number => Math.sqrt(byName.σ ** 2 / w + byName.σs.subj["(Intercept)"] ** 2);
  const base = width(1, "observation");
  expect(width(100, "observation") / base).toBeCloseTo(spread(100) / spread(1), 1);
  expect(width(0.01, "observation") / base / (spread(0.01) / spread(1))).toBeCloseTo(1, 0);
  expect(width(undefined, "mean")).toBe(width(100, "mean"));
  expect(predict(byName, newdata(-1))).toEqual(predict(byName, newdata()));
  expect(warn).not.toHaveBeenCalled();
  expect(width(undefined, "observation")).toBe(base);
  expect(warn.mock.calls[0][0]).toMatch(/^predictionintervals: the fit had the weights 'w'/);
});
