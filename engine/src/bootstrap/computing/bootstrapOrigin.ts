import type { MixedModel } from "../../model/mixedModel";
import { sha256 } from "../../platform/hash";
import { stateText } from "../../random/stateText";
import type { StreamState } from "../../random/streamState";
import type { Blueprint, SimulationParameters } from "../drawing/blueprint";
import type { GeneralizedPlan } from "../drawing/generalizedPlan";
import { modelOrigin, originDifference } from "../sample/checkDrawnFrom";
import type { SampleDescription } from "../sample/sampleDescription";

/** Objectives that differ by less, relatively, are the same up to rounding on another machine. */
const SAME = 1e-8;

/** What a checkpoint says of its bootstrap, beside what its sample says of the model. */
export interface BootstrapOrigin {
  /**
   * Two hashes: of the model, its design and the parameters as they were computed; and of the stream that the bootstrap
   * begins with. The first is for files of earlier releases: its bits depend on where the columns were calculated.
   */
  readonly origin: string;
  /** What is drawn and kept, as JSON. */
  readonly settings?: string;
  /** The parameters that were given instead of the model's own, as JSON. */
  readonly given?: string;
  /** The objective of the model, which its own parameters have. */
  readonly objective?: number;
}

export function originOf(
  model: MixedModel,
  plan: Blueprint | GeneralizedPlan,
  state: StreamState,
  { β, beta = β, σ, sigma = σ, θ, theta = θ, φ, dispersion = φ }: SimulationParameters,
): Required<BootstrapOrigin> {
  const draws = "kind" in plan ? plan.keepsErrors : plan.draws;
  const numbers = [beta, sigma, theta, dispersion].map((value) =>
    value === undefined ? null : typeof value === "number" ? value : Array.from(value),
  );
  return {
    origin: `${planHash(model.formula, plan)} ${streamHash(state)}`,
    settings: JSON.stringify([model.formula, plan.n, draws]),
    given: JSON.stringify(numbers),
    objective: model.objective,
  };
}

/**
 * Whether a checkpoint with a sample of this description is of this bootstrap of the model.
 * @param isFresh whether the stream is a fresh one, in place of that of the checkpoint
 */
export function isOf(
  found: BootstrapOrigin,
  description: SampleDescription,
  own: Required<BootstrapOrigin>,
  model: MixedModel,
  isFresh: boolean,
): boolean {
  const [[plan, stream], [ownPlan, ownStream]] = [found, own].map(({ origin }) => origin.split(" "));
  if (!isFresh && stream !== ownStream) return false;
  const { settings, given, objective } = found;
  if (settings === undefined || given === undefined || objective === undefined) return plan === ownPlan;
  return (
    settings === own.settings &&
    given === own.given &&
    Math.abs(objective - own.objective) <= SAME * (1 + Math.abs(own.objective)) &&
    originDifference(description, modelOrigin(model)) === undefined
  );
}

function streamHash(state: StreamState): string {
  return sha256().update(stateText(state)).hex();
}

function planHash(formula: string, plan: Blueprint | GeneralizedPlan): string {
  const { n, fixed, terms, kept, beta, theta } = plan;
  const design = sha256();
  const numbers = (values: Float64Array | Int32Array): void =>
    void design.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  let own: readonly Float64Array[];
  if ("kind" in plan) {
    const { family, link, nAGQ, fast, curvature, w, offset } = plan;
    design.update(JSON.stringify([formula, n, kept, family, link, nAGQ, fast, curvature]));
    own = [w, offset];
  } else {
    const { reml, draws, fixedSigma, logScale, sigma } = plan;
    design.update(JSON.stringify([formula, n, reml, kept, draws, fixedSigma, logScale]));
    own = [Float64Array.of(sigma)];
  }
  for (const column of fixed) numbers(column);
  for (const { refs, columns } of terms) for (const values of [refs, ...columns]) numbers(values);
  for (const values of [beta, ...own, theta]) numbers(values);
  return design.hex();
}
