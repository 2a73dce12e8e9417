import { modelData, prepareResponse } from "engine/deviance/modelData";
import { SparseDeviance } from "engine/deviance/sparse/sparseDeviance";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { findStrata } from "engine/matrices/strata";
import { Minimizer } from "engine/minimizer/minimize";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { crossedTable } from "../../support/crossedTable";
import { expectClose } from "../../support/expectClose";
import { type RandomDesign, randomDesign, randomLambdas } from "../../support/randomDesigns";

const PROBES = 16;
const crossed = {
  n: 400,
  terms: [
    { levels: 70, columns: 1 },
    { levels: 40, columns: 1 },
    { levels: 6, columns: 1 },
  ],
  fixed: 2,
};

function factored(design: RandomDesign, lambdas: readonly Float64Array[], levelTraces = false): SparseDeviance {
  const deviance = new SparseDeviance(design.system, design.y.length, false, { levelTraces });
  deviance.lambdas.forEach((lambda, t) => lambda.set(lambdas[t]));
  expect(deviance.factor(false)).toBe(true);
  return deviance;
}

/**
 * The means of zᵀZᵀV⁻¹Zz over signs z of the classes of each term, and the traces of what their twins' contrasts leave,
 * by dense matrices.
 */
function sampledDensely({ terms, y, system }: RandomDesign, lambdas: readonly Float64Array[]): number[] {
  const indicators = terms.map(({ refs, levels }) => {
    const z = Matrix.zeros(y.length, levels);
    refs.forEach((level, i) => z.set(i, level, 1));
    return z;
  });
  const v = Matrix.eye(y.length);
  indicators.forEach((z, t) => v.add(z.mmul(z.transpose()).mul(lambdas[t][0] ** 2)));
  const solver = new CholeskyDecomposition(v);
  const rng = new MersenneTwister(1);
  return indicators.map((z, t) => {
    const { classes, classOf, classSize } = system.terms[t];
    const whole = z.transpose().mmul(solver.solve(z));
    let core = 0;
    for (let probe = 0; probe < PROBES; probe++) {
      const signs = Array.from({ length: classes }, () => (rng.rand() < 0.5 ? -1 : 1));
      const x = Matrix.columnVector(Array.from(classOf, (c) => signs[c] / Math.sqrt(classSize[c])));
      core += x.transpose().mmul(whole).mmul(x).get(0, 0);
    }
    const projected = Array.from({ length: classes }, (_, c) => {
      const x = Matrix.columnVector(Array.from(classOf, (other) => (other === c ? 1 / Math.sqrt(classSize[c]) : 0)));
      return x.transpose().mmul(whole).mmul(x).get(0, 0);
    });
    return core / PROBES + whole.trace() - projected.reduce((sum, value) => sum + value, 0);
  });
}

test.each([1, 30, 1e-3])("samples are those of dense matrices, twins taken exactly, λ about %p", (scale) => {
  const design = randomDesign(crossed, 6);
  const lambdas = randomLambdas(design.system, scale, 2);
  const deviance = factored(design, lambdas);
  expect(deviance.sampleTraces()).toBe(true);
  expectClose(
    deviance.traces.map(([trace]) => trace),
    sampledDensely(design, lambdas),
    { relative: 1e-9 },
  );
});

test("exact traces can follow at the same λ", () => {
  const design = randomDesign(crossed, 6);
  const lambdas = randomLambdas(design.system, 1, 2);
  const deviance = factored(design, lambdas);
  deviance.sampleTraces();
  const sampled = deviance.traces.map(([trace]) => trace);
  deviance.factor(true);
  const fresh = factored(design, lambdas);
  fresh.factor(true);
  expect(deviance.traces).toEqual(fresh.traces);
  deviance.traces.forEach(([trace], t) => {
    expect(sampled[t]).not.toBe(trace);
    expect(Math.abs(sampled[t] / trace - 1)).toBeLessThan(0.05);
  });
});

test("where terms have several columns or single levels are asked for, there are no samples", () => {
  const vectors = randomDesign(
    {
      n: 200,
      terms: [
        { levels: 30, columns: 2 },
        { levels: 15, columns: 1 },
      ],
      fixed: 2,
    },
    3,
  );
  expect(factored(vectors, randomLambdas(vectors.system, 1, 2)).sampleTraces()).toBe(false);
  const design = randomDesign(crossed, 6);
  expect(factored(design, randomLambdas(design.system, 1, 2), true).sampleTraces()).toBe(false);
  expect(new SparseDeviance(design.system, design.y.length, false).sampleTraces()).toBe(false);
});

test.each([false, true])("a minimisation that begins with samples ends where the exact one does, REML %s", (reml) => {
  const data = modelData(
    modelFrame(
      "y ~ 1 + x + (1 | g1) + (1 | g2)",
      crossedTable(
        4000,
        [
          { levels: 300, sd: 0.4 },
          { levels: 150, sd: 0.6 },
        ],
        2,
      ),
    ),
  );
  const { system, layout, terms, fixed, frame } = data;
  const prepared = prepareResponse(data, frame.response.values);
  const ends = [false, true].map((sampleFirst) => {
    const deviance = new SparseDeviance(system, frame.nobs, reml);
    deviance.statistics.set(prepared.statistics);
    const exact = jest.spyOn(deviance, "factor");
    const minimizer = new Minimizer(
      { deviance, layout, strata: findStrata(terms, fixed, system, reml) },
      { sampleFirst },
    );
    minimizer.minimize(layout.identity());
    return { minimum: minimizer.minimum(), derivatives: exact.mock.calls.filter(([derivative]) => derivative).length };
  });
  const [whole, sampled] = ends;
  expect(sampled.minimum.failure).toBeUndefined();
  expectClose([sampled.minimum.objective], [whole.minimum.objective], { absolute: 1e-8 });
  expectClose(sampled.minimum.theta, whole.minimum.theta, { absolute: 1e-6 });
  expect(sampled.derivatives).toBeGreaterThan(0);
  expect(sampled.derivatives).toBeLessThan(whole.derivatives);
});
