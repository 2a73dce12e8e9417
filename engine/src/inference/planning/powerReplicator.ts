import { eachReplicate } from "../../bootstrap/computing/eachReplicate";
import type { Replicates, Replicator } from "../../bootstrap/computing/replicator";
import type { SimulationParameters } from "../../bootstrap/drawing/blueprint";
import { POWER_NUMBERS, type PowerDesign, type PowerPlan } from "../../bootstrap/drawing/powerPlan";
import { simulate } from "../../bootstrap/drawing/simulate";
import { drawnGeneralized, outsideOf } from "../../bootstrap/drawing/simulateGeneralized";
import { DataError } from "../../errors";
import { hasDispersion } from "../../family/familyOf";
import { refit } from "../../model/fit";
import { GeneralizedLinearMixedModel } from "../../model/generalized/generalizedLinearMixedModel";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { sha256 } from "../../platform/hash";
import type { RandomStream } from "../../random/stream";
import type { StreamState } from "../../random/streamState";
import { Xoshiro } from "../../random/xoshiro";
import { coeftable } from "../smallSample/coeftable";
import { powerModels } from "./powerModels";

/**
 * Experiments of a power study: a response is drawn from the first model of a design, all models are fitted to it and
 * their coefficients tested. Replicate k belongs to the design (k − 1)/n; its stream is made of the seed, the design's
 * name and its number in the design, so there are no draws to pass over, and a design that is added changes no other.
 */
export class PowerReplicator implements Replicator {
  private stream: StreamState | undefined;
  /** The models of the design that was computed last. */
  private known: { readonly at: number; readonly models: readonly MixedModel[] } | undefined;

  constructor(
    private readonly plan: PowerPlan,
    readonly capacity: number,
  ) {}

  open(state: StreamState): void {
    this.stream = state;
  }

  state(): StreamState {
    return this.stream!;
  }

  skip(): void {
    // Replicates take nothing from the stream.
  }

  draw(): void {
    // Replicates take nothing from the stream.
  }

  release(): void {
    this.known = undefined;
  }

  refit(first: number, count: number): Replicates {
    const { n, designs, coefficients, seed } = this.plan;
    return eachReplicate(first, count, POWER_NUMBERS.length * coefficients, (row, columns) => {
      const index = first + row - 1;
      const at = Math.floor(index / n);
      const design = designs[at];
      try {
        const values = this.experiment(design, this.modelsOf(at), streamOf(seed, design.name, 1 + (index % n)));
        values.forEach((value, c) => (columns[c * count + row] = value));
        return { evaluations: 0 };
      } catch (error) {
        return { evaluations: 0, reason: (error as Error).message };
      }
    });
  }

  private experiment(
    { beta, sigma, theta, dispersion }: PowerDesign,
    models: readonly MixedModel[],
    rng: RandomStream,
  ) {
    const [truth] = models;
    const y =
      truth instanceof GeneralizedLinearMixedModel
        ? possibleResponse(rng, truth, { β: beta, θ: theta, ...(hasDispersion(truth.family) && { φ: dispersion }) })
        : simulate(rng, truth, { β: beta, σ: sigma, θ: theta });
    return models.flatMap((model) => this.tested(refitted(model, y)));
  }

  /** Estimates, standard errors and p-values of the coefficients. */
  private tested(model: MixedModel): number[] {
    const { tests } = this.plan;
    const table = coeftable(model, tests === "z" ? {} : { dof: tests });
    return ["Coef.", "Std. Error", table.columnNames.at(-1)!].flatMap((name) => [...table.numeric(name)]);
  }

  private modelsOf(at: number): readonly MixedModel[] {
    if (this.known?.at !== at) this.known = { at, models: powerModels(this.plan.designs[at], this.plan.models) };
    return this.known.models;
  }
}

/** @throws where a mean is none that the family can have; without a warning, as there are many experiments */
function possibleResponse(
  rng: RandomStream,
  model: GeneralizedLinearMixedModel,
  parameters: SimulationParameters,
): Float64Array {
  const { y, outside } = drawnGeneralized(rng, model, parameters);
  if (outside > 0) throw new DataError(outsideOf(model, outside, y.length));
  return y;
}

function refitted(model: MixedModel, y: Float64Array): MixedModel {
  return model instanceof GeneralizedLinearMixedModel ? refit(model, y) : refit(model as LinearMixedModel, y);
}

/** The stream of an experiment: a Xoshiro whose seed is half of the SHA-256 of what it belongs to. */
function streamOf(seed: string, design: string, replicate: number): Xoshiro {
  const text = JSON.stringify([seed, design, replicate]);
  return new Xoshiro(BigInt(`0x${sha256().update(text).hex().slice(0, 32)}`));
}
