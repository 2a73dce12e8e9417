import { generalizedPlan } from "engine/bootstrap/drawing/generalizedPlan";
import { GeneralizedSimulator } from "engine/bootstrap/drawing/generalizedSimulator";
import { InterceptSimulator, isInterceptSimulation } from "engine/bootstrap/drawing/interceptSimulator";
import { fit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { StableRNG } from "engine/random/stableRng";
import type { RandomStream } from "engine/random/stream";
import { Xoshiro } from "engine/random/xoshiro";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";

const cbpp = dataset("cbpp");
const trials = asTable({
  herd: Array.from(cbpp.column("herd"), String),
  many: Array.from({ length: cbpp.numRows }, (_, i) => 10 + 60 * (i % 2)),
  y: Array.from({ length: cbpp.numRows }, (_, i) => (3 + (i % 7)) / (10 + 60 * (i % 2))),
});
const models: { [name: string]: GeneralizedLinearMixedModel } = Object.fromEntries(
  Object.entries({
    Bernoulli: fit("use ~ 1 + age + urban + (1 | dist)", dataset("contra"), { family: "Bernoulli" }),
    "few trials": fit("incid / hsz ~ 1 + period + (1 | herd)", cbpp, { family: "Binomial" }),
    "many trials": fit("y ~ 1 + (1 | herd)", trials, { family: "Binomial", weights: "many" }),
    counts: fit("ticks ~ 1 + year + (1 | brood)", dataset("grouseticks"), { family: "Poisson" }),
  }).map(([name, model]) => [name, model as unknown as GeneralizedLinearMixedModel]),
);
const streams: { [name: string]: () => RandomStream } = {
  MersenneTwister: () => new MersenneTwister(11),
  "MersenneTwister of Julia 1.10": () => new MersenneTwister(11, { julia: "1.10" }),
  Xoshiro: () => new Xoshiro(11),
  StableRNG: () => new StableRNG(11),
};
const REPLICATES = 20;

// With larger variances means are near 0 and 1, or too large to be counted to.
test.each(Object.entries(models).flatMap(([name, model]) => [0, 1, 4].map((scale) => ({ name, scale, model }))))(
  "the kernel draws what the stream draws, and leaves it there: $name, variances × $scale²",
  ({ model, scale }) => {
    const plan = generalizedPlan(model, { θ: model.theta.map((value) => scale * value) });
    expect(isInterceptSimulation(plan)).toBe(true);
    const simulator = new GeneralizedSimulator(plan);
    const kernel = new InterceptSimulator(plan);
    const [drawn, byKernel] = [new Float64Array(plan.n), new Float64Array(plan.n)];
    for (const stream of Object.values(streams)) {
      const rng = stream();
      kernel.open(rng.state());
      simulator.skip(rng, 3);
      kernel.skip(3);
      for (let i = 0; i < REPLICATES; i++) {
        simulator.draw(rng, drawn);
        kernel.draw(byKernel);
        expect(byKernel).toEqual(drawn);
      }
      expect(kernel.state()).toEqual(rng.state());
    }
    kernel.release();
  },
);

test("means that are not known are drawn as NaN, and take as many numbers as there", () => {
  const plan = generalizedPlan(models.counts, {});
  const broken = { ...plan, offset: plan.offset.map((value, i) => (i % 5 === 2 ? NaN : value)) };
  const bernoulli = generalizedPlan(models.Bernoulli, {});
  const far = { ...bernoulli, offset: bernoulli.offset.map((_, i) => [NaN, Infinity, -Infinity, 800, 0][i % 5]) };
  for (const simulation of [broken, far]) {
    const rng = new MersenneTwister(5);
    const kernel = new InterceptSimulator(simulation);
    kernel.open(rng.state());
    const [drawn, byKernel] = [new Float64Array(simulation.n), new Float64Array(simulation.n)];
    new GeneralizedSimulator(simulation).draw(rng, drawn);
    kernel.draw(byKernel);
    expect(drawn.some(Number.isNaN)).toBe(true);
    expect(byKernel).toEqual(drawn);
    expect(kernel.state()).toEqual(rng.state());
    kernel.release();
  }
});
