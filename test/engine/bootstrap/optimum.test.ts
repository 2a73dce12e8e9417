import { blueprint } from "engine/bootstrap/drawing/blueprint";
import type { ResponseStatistics } from "engine/matrices/responseStatistics";
import { evaluate } from "engine/minimizer/derivatives";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { fitted } from "../support/fits";
import { PlainDeviance } from "../support/plainDeviance";
import { plainDraw } from "../support/plainDraws";
import { tutorial } from "../support/reference";
import { samples } from "../support/samples";

const { names, rows } = tutorial.sleepstudy.bootstrap.head;
const model = fitted("sleepstudy");
const problem = {
  layout: model.data.layout,
  deviance: new PlainDeviance(model.data.system, model.nobs, false),
  strata: model.strata,
};

/** θ of a printed row: λ is the Cholesky factor of the covariance relative to σ². */
function printedTheta(row: number[]): Float64Array {
  const [σ, σ1, σ2, ρ] = ["σ", "σ1", "σ2", "ρ1"].map((name) => row[names.indexOf(name)]);
  return Float64Array.of(σ1 / σ, (ρ * σ2) / σ, (Math.sqrt(1 - ρ * ρ) * σ2) / σ);
}

/** The deviance of a replicate in units of the data. */
function objective(statistics: ResponseStatistics, theta: Float64Array): number {
  problem.deviance.statistics.set(statistics);
  return evaluate(problem, theta).objective + 2 * model.nobs * Math.log(model.sigma);
}

test("where the tutorial's σ1, σ2 or ρ1 differ from ours, our objective is the lower one", async () => {
  const { tbl } = await samples.sleepstudy();
  const rng = new MersenneTwister(666);
  const plan = blueprint(model, {});
  const drawn = rows.map(() => plainDraw(plan, rng));
  const differing = rows.flatMap((row, i) =>
    ["σ1", "σ2", "ρ1"].some(
      (name) => Math.abs(tbl.numeric(name)[i] - row[names.indexOf(name)]) > 2e-5 * Math.abs(row[names.indexOf(name)]),
    )
      ? [i]
      : [],
  );
  expect(differing.length).toBeGreaterThan(0);
  for (const i of differing) {
    const ours = tbl.numeric("obj")[i];
    const own = Float64Array.from(["θ1", "θ2", "θ3"], (name) => tbl.numeric(name)[i]);
    expect(Math.abs(objective(drawn[i], own) - ours)).toBeLessThan(1e-9);
    expect(objective(drawn[i], printedTheta(rows[i]))).toBeGreaterThanOrEqual(ours - 1e-10);
  }
});
