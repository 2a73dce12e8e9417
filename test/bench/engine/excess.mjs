import { writeFileSync } from "node:fs";
import { engine, fitModel, fittedOnce } from "./fitted.mjs";

const SEED = 7;

/**
 * Objectives of replicates, and of fits of the same responses from the start that a fit takes; the responses go to a
 * file.
 */
export async function excess(name, replicates, file) {
  const model = await fittedOnce(name);
  const samp = await engine.parametricbootstrap(new engine.MersenneTwister(SEED), replicates, model, {
    workers: 1,
    progress: false,
  });
  const rng = new engine.MersenneTwister(SEED);
  const responses = Array.from({ length: replicates }, () => engine.simulate(rng, model));
  writeFileSync(file, responses.map((y) => y.join(",")).join("\n"));
  const refits = [];
  for (const response of responses) refits.push(await fitModel(name, { response }));
  return {
    replicates: Array.from(samp.objective),
    refits: refits.map(({ objective }) => objective),
    doubtful: samp.doubtful,
    gradientNorm: Math.max(...refits.map(({ certificate }) => certificate.gradientNorm)),
    unconverged: refits.filter(({ certificate }) => !certificate.converged).length,
  };
}
