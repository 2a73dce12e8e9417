const SEED = 11;

/**
 * Objectives of replicates of a generalized model beside those of fits of the same responses from the start that a fit
 * takes; the lower of each pair is the reference.
 */
export async function excess({ parametricbootstrap, simulate, refit, MersenneTwister }, fitted, count) {
  const samp = await parametricbootstrap(new MersenneTwister(SEED), count, fitted, { progress: false, workers: 1 });
  const rng = new MersenneTwister(SEED);
  return Array.from(samp.objective, (replicate) => {
    const { objective } = refit(fitted, simulate(rng, fitted));
    return { ours: replicate, reference: Math.min(replicate, objective), refit: objective };
  });
}
