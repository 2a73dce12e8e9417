import type { CovarianceLayout } from "engine/deviance/covarianceLayout";
import { prepareResponse } from "engine/deviance/modelData";
import { devianceSubject, withDeviance } from "engine/deviance/withDeviance";
import { Minimizer } from "engine/minimizer/minimize";
import type { Minimum } from "engine/minimizer/minimum";
import { snapToBoundary } from "engine/minimizer/snapToBoundary";
import { submodels } from "engine/minimizer/submodel";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";

/** Multiples of λ = I that are always among the starts. */
const MULTIPLES = [1e-3, 0.03, 30, 1000];

/**
 * The lowest end of minimisations of a model from so many starts, half of them with effects that correlate ±1, and from
 * a minimum of each submodel in which some blocks of λ are zero.
 */
export function bestOfStarts(model: LinearMixedModel, seed: number, starts = 10): Minimum {
  const { data, criterion, response } = model;
  const { layout } = data;
  const { strata } = model;
  const { statistics } = prepareResponse(data, response);
  const rng = new MersenneTwister(seed);
  return withDeviance(devianceSubject(data, statistics, strata, criterion), (deviance) => {
    const problem = { layout, deviance, strata };
    const minimizer = new Minimizer(problem);
    const endOf = (start: Float64Array): Minimum => {
      minimizer.minimize(start);
      snapToBoundary(minimizer);
      return minimizer.minimum();
    };
    const ends = Array.from({ length: starts }, (_, s) =>
      endOf(s < MULTIPLES.length ? multiple(layout.identity(), MULTIPLES[s]) : scattered(layout, s % 2 === 0)),
    );
    for (const submodel of submodels(problem)) {
      const inner = new Minimizer(submodel.problem);
      submodel.clear();
      inner.minimize(scattered(submodel.problem.layout, rng.rand() < 0.5));
      ends.push(endOf(submodel.extend(inner.theta)));
    }
    return ends
      .filter(({ failure }) => failure === undefined)
      .reduce((best, end) => (end.objective < best.objective ? end : best), { ...ends[0], objective: Infinity });
  });

  function scattered(layout: CovarianceLayout, isTied: boolean): Float64Array {
    const size = 10 ** (4.5 * rng.rand() - 2.5);
    const theta = Float64Array.from(layout.position, ({ row, column }) => {
      if (isTied) return column === 0 ? size * rng.randn() * 10 ** (rng.rand() - 0.5) : 0;
      return row === column ? size * 10 ** (2 * rng.rand() - 1) : size * rng.randn();
    });
    layout.makeDiagonalNonNegative(theta);
    return theta;
  }
}

function multiple(theta: Float64Array, by: number): Float64Array {
  return theta.map((value) => by * value);
}
