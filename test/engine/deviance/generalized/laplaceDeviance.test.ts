import { readFileSync } from "node:fs";
import { join } from "node:path";
import { workingTheta } from "engine/deviance/changeOfBasis";
import { LaplaceDeviance } from "engine/deviance/generalized/laplaceDeviance";
import { QuadratureDeviance } from "engine/deviance/generalized/quadratureDeviance";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { builtDesign, type DesignSpec, designSpecs, gradients, withColumns } from "../../support/generalizedDesigns";

const reference = JSON.parse(readFileSync(join(__dirname, "../../../reference/generalized.json"), "utf8")) as {
  readonly models: {
    readonly [name: string]: {
      readonly lme4: readonly {
        nAGQ: number;
        deviance: number;
        minus2logLik: number | null;
        beta: number[];
        theta: number | number[];
      }[];
    };
  };
};

/** Parameters of a design that its β and θ are, by least squares in the orthonormal basis of X. */
function parameters(spec: DesignSpec, beta: readonly number[], theta: readonly number[]): Float64Array {
  const { data, design } = builtDesign(spec);
  const fixed = data.frame.fixed.columns;
  const eta = Float64Array.from({ length: data.frame.nobs }, (_, i) =>
    beta.reduce((sum, b, j) => sum + b * fixed[j][i], 0),
  );
  const gamma = data.basis.basis.map((column) => column.reduce((sum, value, i) => sum + value * eta[i], 0));
  expect(gamma.length).toBe(design.p);
  return Float64Array.from([...gamma, ...workingTheta(data.layout, data.change, Float64Array.from(theta))]);
}

const evaluated = Object.entries(designSpecs).flatMap(([name, spec]) =>
  (reference.models[name].lme4 ?? []).map((own) => ({ name, spec, own, nAGQ: own.nAGQ })),
);

test.each(evaluated)("$name with nAGQ $nAGQ has lme4's objective at lme4's estimates", ({ spec, own }) => {
  const { design, constant } = builtDesign(spec);
  const deviance = own.nAGQ === 1 ? new LaplaceDeviance(design, false) : new QuadratureDeviance(design, own.nAGQ);
  const value = deviance.evaluate(parameters(spec, own.beta, [own.theta].flat()), false);
  const saturated = design.response.y.reduce((sum, y, i) => {
    const w = design.response.w[i];
    return (
      sum +
      design.response.family.minusTwoLogDensity(
        y,
        w,
        y === 0 && design.response.family.name === "Poisson" ? 1e-300 : y,
        1,
      )
    );
  }, 0);
  if (own.minus2logLik !== null) expectClose([value + constant], [own.minus2logLik], { relative: 1e-8 });
  else expectClose([value - saturated], [own.deviance], { relative: 1e-8 });
});

const slopes: DesignSpec = { ...designSpecs.contra_slope, link: "cloglog" };
const gammaInverse: DesignSpec = { ...designSpecs.sleepstudy_gamma, link: "inverse" };
const sleep = withColumns(dataset("sleepstudy"), {
  y: Array.from(dataset("sleepstudy").numeric("reaction"), (value) => value / 300),
});
const inDays = { data: sleep, formula: "y ~ 1 + days + (1 + days | subj)" };

test.each<[string, DesignSpec, number[]]>([
  ["logit", designSpecs.cbpp, [0.6]],
  ["probit, expected curvature", designSpecs.cbpp_probit, [0.4]],
  ["probit, observed curvature", { ...designSpecs.cbpp_probit, curvature: "observed" }, [0.4]],
  ["cloglog with a vector term", slopes, [0.5, -0.3, 0.4]],
  [
    "crossed terms",
    { ...designSpecs.grouseticks, formula: "ticks ~ 1 + year + (1 | brood) + (1 | year & location)" },
    [0.7, 0.4],
  ],
  ["nested terms", designSpecs.grouseticks, [0.5, 0.7, 0.5]],
  ["sqrt", designSpecs.brood_sqrt, [1.1]],
  ["gamma, log", { ...inDays, family: "Gamma", link: "log" }, [0.1, 0.02, 0.05, -4]],
  ["gamma, inverse", { ...inDays, formula: "y ~ 1 + days + (1 | subj)", family: "Gamma" }, [0.1, -4]],
  ["inverse Gaussian", { ...inDays, family: "InverseGaussian", link: "log" }, [0.1, 0.02, 0.05, -4]],
  ["normal, log", { ...inDays, family: "Normal", link: "log" }, [0.1, 0.02, 0.05, -4]],
  ["negative binomial", designSpecs.ticks_nb, [0.7, 0.6, -1.1]],
])("the gradient is that of the objective: %s", (_, spec, others) => {
  const { design } = builtDesign(spec);
  for (const fast of [false, true]) {
    const deviance = new LaplaceDeviance(design, fast);
    const x = new Float64Array(deviance.dimension);
    const start = new LaplaceDeviance(design, true);
    start.evaluate(Float64Array.from(others), false);
    if (!fast) x.set(start.gamma.map((value, j) => 1.02 * value + 0.05 * (j % 2)));
    x.set(others, deviance.freeFixed);
    expect(deviance.evaluate(x, true)).not.toBeNaN();
    const { exact, differences } = gradients(deviance, x);
    const size = Math.max(...exact.map(Math.abs));
    expectClose(exact, differences, { relative: 2e-6, absolute: 1e-7 * (1 + size) });
  }
});

test("where a variance is 0 its derivative is that of the score test", () => {
  const { design } = builtDesign(designSpecs.grouseticks);
  const deviance = new LaplaceDeviance(design, true);
  deviance.evaluate(Float64Array.of(0, 0, 0), true);
  const { g, w } = deviance.rows;
  design.terms.forEach(({ refs, levels }, t) => {
    const e = new Float64Array(levels);
    let information = 0;
    refs.forEach((level, i) => {
      e[level] -= g[i];
      information += w[i];
    });
    const squares = e.reduce((sum, value) => sum + value * value, 0);
    expectClose([deviance.traces[t][0] - deviance.squares[t][0]], [information - squares], { relative: 1e-10 });
  });
  // It is the limit of the derivatives beside.
  const atZero = deviance.traces[0][0] - deviance.squares[0][0];
  deviance.evaluate(Float64Array.of(1e-5, 0, 0), true);
  expectClose([deviance.traces[0][0] - deviance.squares[0][0]], [atZero], { relative: 1e-6 });
});

test("the objective does not depend on where the modes came from", () => {
  const { design } = builtDesign(designSpecs.verbagg);
  const deviance = new LaplaceDeviance(design, false);
  const x = new Float64Array(deviance.dimension);
  x.set([1.3, 0.5], deviance.freeFixed);
  const cold = deviance.evaluate(x, false);
  for (const step of [0.5, -3, 40]) {
    deviance.evaluate(
      x.map((value) => value + step),
      false,
    );
    expectClose([deviance.evaluate(x, false)], [cold], { relative: 1e-12 });
  }
});

test("outside of the range of a link there is no value, and the next one is right", () => {
  const { design } = builtDesign(gammaInverse);
  const deviance = new LaplaceDeviance(design, false);
  const start = new LaplaceDeviance(design, true);
  start.evaluate(Float64Array.of(4e-4, -4.7), false);
  const x = Float64Array.from([...start.gamma, 4e-4, -4.7]);
  const value = deviance.evaluate(x, false);
  // Without random effects nothing brings a mean back that the coefficients make negative.
  const outside = Float64Array.from(x, (v, j) => (j < 2 ? -v : j === 2 ? 0 : v));
  expect(deviance.evaluate(outside, true)).toBeNaN();
  expectClose([deviance.evaluate(x, false)], [value], { relative: 1e-12 });
});

test("traces keep their digits where a variance is 0 and its covariance is not", () => {
  const { design } = builtDesign(designSpecs.contra_slope);
  const deviance = new LaplaceDeviance(design, false);
  const at = (first: number): number[] => {
    const x = new Float64Array(deviance.dimension);
    x.set([first, 0.5, 0], deviance.freeFixed);
    deviance.evaluate(x, true);
    return [...deviance.traces[0]];
  };
  const near = at(1e-5);
  for (const first of [0, 1e-30, 1e-13, -1e-13]) expectClose(at(first), near, { relative: 1e-4 });
});
