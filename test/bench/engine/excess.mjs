import { writeFileSync } from "node:fs";
import { engine, fitModel, fittedOnce } from "./fitted.mjs";

const SEED = 7;

/**
 * The responses that a bootstrap draws: as `simulate` does, but the rows one by one instead of as one array.
 */
function replicateResponse(rng, model) {
  let drawn = false;
  const oneByOne = {
    randnFill(out, n = out.length) {
      if (drawn) return rng.randnFill(out, n);
      drawn = true;
      for (let i = 0; i < n; i++) out[i] = rng.randn();
    },
    randn: () => rng.randn(),
    rand: () => rng.rand(),
    randFill: (out, n) => rng.randFill(out, n),
    state: () => rng.state(),
    restore: (state) => rng.restore(state),
  };
  return engine.simulate(oneByOne, model);
}

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
  const responses = Array.from({ length: replicates }, () => replicateResponse(rng, model));
  writeFileSync(file, responses.map((y) => y.join(",")).join("\n"));
  const refits = [];
  for (const response of responses) refits.push(await fitModel(name, { response }));
  return {
    replicates: Array.from(samp.objective),
    refits: refits.map(({ objective }) => objective),
    certificate: samp.certificate,
    gradientNorm: Math.max(...refits.map(({ certificate }) => certificate.gradientNorm)),
    unconverged: refits.filter(({ certificate }) => !certificate.converged).length,
  };
}
