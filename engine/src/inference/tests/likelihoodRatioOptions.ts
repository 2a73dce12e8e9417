import type { ComputingOptions, FolderOptions } from "../../bootstrap/computing/computeReplicates";
import type { RandomStream } from "../../random/stream";

export interface LikelihoodRatioOptions extends ComputingOptions, FolderOptions {
  /** "bootstrap": the p-value from responses simulated under the smaller model. */
  method: "bootstrap";
  /** Number of simulated responses; default 5000. */
  n?: number;
  /** The stream; default a MersenneTwister with a fresh seed, which is reported. */
  rng?: RandomStream;
}
