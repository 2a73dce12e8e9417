import { localLine } from "engine/charts/parts/localLine";
import { qqnorm } from "engine/charts/qqnorm";
import { residualplot } from "engine/charts/residualplot";
import { fit } from "engine/model/fit";
import { crossedTable } from "../support/crossedTable";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";
import { weightedFit } from "../support/weighted";
import { pictures } from "./reference";
import { numbersOf } from "./unrolled";

const sleepstudy = fitted("sleepstudy");
const row = (chart: ReturnType<typeof residualplot>) => chart.spec.data.values[0];

test("every row's fitted value and residual, with its number and level", () => {
  const drawn = row(residualplot(sleepstudy));
  expectClose(numbersOf(drawn, "x"), sleepstudy.fitted, { absolute: 1e-2 });
  expectClose(numbersOf(drawn, "y"), sleepstudy.residuals, { absolute: 1e-2 });
  expect([numbersOf(drawn, "row")[179], (drawn.place as string[])[179]]).toEqual([180, "subj S372"]);
});

test("rows are numbered as in the table, missing ones left out", () => {
  const data = { y: [1, NaN, 3, 2, 5, 4, 6, 8], g: ["a", "a", "b", "b", "c", "c", "d", "d"] };
  expect(row(residualplot(fit("y ~ 1 + (1 | g)", data))).row).toEqual([1, 3, 4, 5, 6, 7, 8]);
});

test("the local line is R's loess of degree 1", () => {
  const order = [...sleepstudy.fitted.keys()].sort((a, b) => sleepstudy.fitted[a] - sleepstudy.fitted[b]);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(order, (i) => values[i]);
  const { at, y } = pictures.local;
  expectClose(localLine(pick(sleepstudy.fitted), pick(sleepstudy.residuals), at, 0.5), y, { absolute: 1e-3 });
});

test("the local line of a line is the line, of a single x the mean", () => {
  const x = [1, 2, 3, 5, 8];
  expectClose(
    localLine(
      x,
      x.map((v) => 2 - 3 * v),
      [1, 4, 8],
      1,
    ),
    [-1, -10, -22],
    { absolute: 1e-12 },
  );
  expectClose(localLine([2, 2, 2], [1, 2, 6], [2], 1), [3], { absolute: 1e-12 });
});

test("the spread is √|residual / σ|", () => {
  const chart = residualplot(sleepstudy, { show: "spread", span: null });
  expectClose(
    numbersOf(row(chart), "y"),
    sleepstudy.residuals.map((r) => Math.sqrt(Math.abs(r) / sleepstudy.sigma)),
    { absolute: 1e-3 },
  );
  expect(chart.spec.layer).toHaveLength(2);
});

test("with weights residuals are times √w, of one standard deviation", () => {
  const model = weightedFit("slopes");
  const scaled = model.residuals.map((r, i) => r * Math.sqrt(model.weights[i]));
  const chart = residualplot(model);
  expectClose(numbersOf(row(chart), "y"), scaled, { absolute: 1e-2 });
  expect(String(chart)).toContain("Residual of reaction × √weight against fitted values");
  expectClose(
    numbersOf(row(residualplot(model, { show: "spread" })), "y"),
    scaled.map((r) => Math.sqrt(Math.abs(r) / model.sigma)),
    { absolute: 1e-3 },
  );
  expectClose(
    numbersOf(qqnorm(model).spec.data.values[0], "y"),
    [...scaled].sort((a, b) => a - b),
    { absolute: 2e-2 },
  );
});

test("of many rows the farthest are all drawn and the picture stays small", () => {
  const model = fit("y ~ 1 + x + (1 | g1)", crossedTable(20_000, [{ levels: 40, sd: 1 }], 5));
  const chart = residualplot(model);
  const numbers = numbersOf(row(chart), "row");
  expect(numbers).toHaveLength(2500);
  expect(new Set(numbers).size).toBe(2500);
  const sizes = model.residuals.map(Math.abs);
  const farthest = [...sizes.keys()].sort((a, b) => sizes[b] - sizes[a]).slice(0, 250);
  expect(farthest.every((i) => numbers.includes(i + 1))).toBe(true);
  expect(JSON.stringify(chart.spec).length).toBeLessThan(120_000);
  expect(String(chart)).toBe("Residual of y against fitted values: 20000 rows, 2500 of them drawn");
});

test("errors name the rule and the value", () => {
  expect(() => residualplot(sleepstudy, { show: "residual" } as object)).toThrow(
    'residualplot shows "residuals" or "spread", not "residual"',
  );
  expect(() => residualplot(sleepstudy, { span: 2 })).toThrow("but it is 2");
  expect(() => residualplot(sleepstudy, { smooth: false } as object)).toThrow("smooth");
});
