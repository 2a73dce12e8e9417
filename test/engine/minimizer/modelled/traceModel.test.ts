import { modelData } from "engine/deviance/modelData";
import type { Problem } from "engine/deviance/problem";
import { residualPart } from "engine/deviance/residualPart";
import { SparseDeviance } from "engine/deviance/sparse/sparseDeviance";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { findStrata } from "engine/matrices/strata";
import { canMeasureTraces, measureTraces, TraceModel } from "engine/minimizer/modelled/traceModel";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";
import { crossedTable } from "../../support/crossedTable";
import { expectClose } from "../../support/expectClose";

const formula = "y ~ 1 + x + (1 | g1) + (1 | g2) + (1 | g3)";
const crossed = crossedTable(
  2500,
  [
    { levels: 400, sd: 0.3 },
    { levels: 250, sd: 0.5 },
    { levels: 12, sd: 0.1 },
  ],
  4,
);

function problemOf(formula: string, table: Table, reml = false): Problem {
  const { system, layout, terms, fixed, frame } = modelData(modelFrame(formula, table));
  return {
    deviance: new SparseDeviance(system, frame.nobs, reml),
    layout,
    strata: findStrata(terms, fixed, system, reml),
  };
}

function exactly(
  { deviance, layout }: Problem,
  theta: ArrayLike<number>,
): { traces: number[]; logDeterminant: number } {
  layout.fill(deviance.lambdas, Float64Array.from(theta));
  expect(deviance.factor(true)).toBe(true);
  deviance.statistics[deviance.statistics.length - 1] = 1;
  return {
    traces: deviance.traces.map(([trace]) => trace),
    logDeterminant: deviance.solve(false) - residualPart(deviance, deviance.r2),
  };
}

const squared = (theta: readonly number[]): Float64Array => Float64Array.from(theta, (value) => value * value);

describe.each([false, true])("crossed intercepts, REML %s", (reml) => {
  const problem = problemOf(formula, crossed, reml);
  const centre = [0.3, 0.5, 0.1];
  const model = new TraceModel(measureTraces(problem, Float64Array.from(centre))!);

  test.each([
    [0.3, 0.5, 0.1],
    [0.31, 0.49, 0.13],
    [0.28, 0.53, 0.05],
    [0.32, 0.5, 0],
  ])("the traces at θ = %p, %p, %p", (...theta) => {
    const modelled = new Float64Array(3);
    model.evaluate(modelled, squared(theta));
    expectClose(modelled, exactly(problem, theta).traces, { relative: 5e-4 });
  });

  test("integrated they give the change of the log-determinant", () => {
    const [from, to] = [
      [0.31, 0.49, 0.13],
      [0.295, 0.52, 0],
    ];
    const change = exactly(problem, to).logDeterminant - exactly(problem, from).logDeterminant;
    expect(Math.abs(change)).toBeGreaterThan(1);
    expectClose([model.integrate(squared(from), squared(to), new Float64Array(3))], [change], { absolute: 2e-3 });
  });

  test("a shift of the traces adds its product with the change of Σ", () => {
    const [from, to] = [squared(centre), squared([0.301, 0.499, 0.101])];
    const shift = [5, -3, 2];
    const added = model.integrate(from, to, shift) - model.integrate(from, to, [0, 0, 0]);
    expectClose([added], [shift.reduce((sum, value, t) => sum + value * (to[t] - from[t]), 0)], { relative: 1e-8 });
  });
});

test("about a singular θ as well", () => {
  const problem = problemOf(formula, crossed);
  const model = new TraceModel(measureTraces(problem, Float64Array.of(0.3, 0.5, 0))!);
  const modelled = new Float64Array(3);
  for (const theta of [
    [0.31, 0.49, 0],
    [0.29, 0.5, 0.06],
  ]) {
    model.evaluate(modelled, squared(theta));
    expectClose(modelled, exactly(problem, theta).traces, { relative: 5e-4 });
  }
});

test("terms of several columns are left to the exact derivative", () => {
  const { layout } = problemOf("reaction ~ 1 + days + (1 + days | subj)", asTable(dataset("sleepstudy")));
  expect(canMeasureTraces(layout)).toBe(false);
  expect(canMeasureTraces(problemOf(formula, crossed).layout)).toBe(true);
});
