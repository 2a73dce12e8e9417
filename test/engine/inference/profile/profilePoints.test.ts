import { splom } from "engine/charts/splom";
import { profile } from "engine/inference/profile/profile";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";
import { denseDensity } from "../../support/denseDensity";
import { expectClose } from "../../support/expectClose";
import { fitted } from "../../support/fits";

const sleepstudy = dataset("sleepstudy");
const models: [string, () => LinearMixedModel][] = [
  ["correlated slopes", () => fitted("sleepstudy")],
  ["independent slopes", () => fitted("sleepstudy_zerocorr")],
  ["nested factors", () => fitted("pastes")],
  ["a factor's effects", () => fit("score ~ 1 + Machine + (1 + Machine | Worker)", dataset("machines"))],
  ["a singular fit", () => fitted("dyestuff2")],
  [
    "weights and an offset",
    () =>
      fit("reaction ~ 1 + days + offset(3 * days) + (1 + days | subj)", sleepstudy, {
        weights: Float64Array.from({ length: 180 }, (_, i) => 1 + (i % 4)),
      }),
  ],
  ["a fixed σ", () => fit("reaction ~ 1 + days + (1 + days | subj)", sleepstudy, { σ: 30 })],
];

/** β, σ and θ in a row of a profile's table. */
function parametersIn(model: LinearMixedModel, tbl: Table, row: number) {
  const values = (symbol: string, length: number): Float64Array =>
    Float64Array.from({ length }, (_, i) => tbl.numeric(`${symbol}${i + 1}`)[row]);
  return { beta: values("β", model.coef.length), sigma: tbl.numeric("σ")[row], theta: values("θ", model.theta.length) };
}

describe.each(models)("the points of a profile of a model with %s", (_, make) => {
  const model = make();
  const { tbl, parameters } = profile(model, { threshold: 2.5 });
  const par = tbl.column("par") as string[];
  const rows = Array.from({ length: tbl.numRows }, (_, row) => row);

  test("have a column for every parameter, that of the profiled one with its value", () => {
    expect(tbl.columnNames.slice(0, 4)).toEqual(["par", "value", "zeta", "objective"]);
    expect(tbl.columnNames.slice(4)).toEqual(expect.arrayContaining(parameters));
    expect(rows.map((row) => tbl.numeric(par[row])[row])).toEqual([...tbl.numeric("value")]);
    if (model.sigmaIsFixed) expect(tbl.numeric("σ").every((value) => value === 30)).toBe(true);
  });

  test("hold the parameters at which −2 log-likelihood is the objective", () => {
    expectClose(
      rows.map((row) => {
        const { beta, sigma, theta } = parametersIn(model, tbl, row);
        return denseDensity(model, beta, sigma, theta);
      }),
      tbl.numeric("objective"),
      { relative: 1e-9 },
    );
  });

  test("hold standard deviations and correlations of that σ and θ", () => {
    const { layout, terms } = model.data;
    for (const row of rows) {
      const { sigma, theta } = parametersIn(model, tbl, row);
      const lambdas = layout.lambdas();
      layout.fill(lambdas, theta);
      const rowsOf = terms.map(({ names }, t) =>
        names.map((_, i) => Array.from(lambdas[t].subarray(i * names.length, (i + 1) * names.length))),
      );
      const spreads = rowsOf.flat().map((own) => sigma * Math.hypot(...own));
      expectClose(
        spreads.map((_, i) => tbl.numeric(`σ${i + 1}`)[row]),
        spreads,
        { relative: 1e-8, absolute: 1e-10 * sigma },
      );
      if (tbl.has("ρ1") && spreads[0] * spreads[1] > 0) {
        const [a, b] = rowsOf[0];
        const product = a.reduce((sum, value, k) => sum + value * b[k], 0);
        expect(tbl.numeric("ρ1")[row]).toBeCloseTo((product * sigma ** 2) / (spreads[0] * spreads[1]), 8);
      }
    }
  });

  test("are minima in the coefficients that are not profiled", () => {
    for (const row of rows.filter((_, i) => i % 3 === 0)) {
      const { beta, sigma, theta } = parametersIn(model, tbl, row);
      const at = denseDensity(model, beta, sigma, theta);
      beta.forEach((value, j) => {
        if (par[row] === `β${j + 1}`) return;
        for (const step of [0.1, -0.1]) {
          const moved = beta.slice();
          moved[j] = value + step * model.stderror[j];
          expect(denseDensity(model, moved, sigma, theta)).toBeGreaterThan(at);
        }
      });
    }
  });
});

test("a scatterplot matrix draws the trace of a parameter against the others", () => {
  const { tbl } = profile(fitted("sleepstudy"), { parameters: ["β1"] });
  const { spec } = splom(tbl, { cols: ["β1", "β2", "σ1"] });
  expect(spec.description).toMatch(/^Scatterplot matrix of β1, β2, σ1: \d+ rows/);
  const rows = tbl.toRows().filter(({ zeta }) => Math.abs(zeta as number) < 2);
  expect(() => splom(asTable(rows), { cols: ["zeta", "β1", "ρ1"] })).not.toThrow();
});
