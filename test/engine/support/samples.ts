import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import type { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { type FitName, fitted } from "./fits";

function once(seed: number, n: number, name: FitName): () => Promise<MixedModelBootstrap> {
  let sample: Promise<MixedModelBootstrap> | undefined;
  return () => (sample ??= parametricbootstrap(new MersenneTwister(seed), n, fitted(name), { progress: false }));
}

/** The tutorial's bootstrap samples at full size, each drawn once per test file. */
export const samples = {
  kb07: once(42, 5000, "kb07_m1"),
  dyestuff: once(1234321, 10000, "dyestuff"),
  sleepstudy: once(666, 10000, "sleepstudy"),
};
