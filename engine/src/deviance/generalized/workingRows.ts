import type { Family } from "../../family/family";
import type { Link } from "../../family/link";
import { WORKING_VALUES, type WorkingRow, workingRow } from "../../family/workingRow";
import { type Kept, Room } from "../../wasm/room";

/** The responses of a generalized model. */
export interface ResponseRows {
  readonly family: Family;
  readonly link: Link;
  /** y, length n; proportions where the family is binomial. */
  readonly y: Float64Array;
  /** Weights, the trials of binomial proportions; length n. */
  readonly w: Float64Array;
  /** Which curvature the determinant of the Laplace approximation takes. */
  readonly curvature: "expected" | "observed";
}

/** The structure of engine/kernels/generalized/responses.ts. */
const RESPONSES = ["rows", "isUnit", "y", "weights", "g", "curvature", "slope", "mu"] as const;

/**
 * What every row contributes at its linear predictor, with the names of {@link WorkingRow}. The arrays are those of a
 * room: they are others after that was opened or closed.
 */
export class WorkingRows {
  readonly row: WorkingRow;
  /** η of {@link evaluate} without another one. */
  readonly predictor: Kept;
  readonly score: Kept;
  /** d″/2, and its derivative. */
  readonly observed: Kept;
  readonly observedSlope: Kept;
  /** The curvature W of the Laplace approximation and its derivative; the same arrays where W is the observed one. */
  readonly weights: Kept;
  readonly slope: Kept;
  /** Whether W is the observed curvature. */
  readonly isObserved: boolean;
  /** Whether the kernels know proportions or counts like these; undefined for others. */
  readonly kind: "proportions" | "counts" | undefined;
  readonly structure: { readonly address: number };
  private readonly mean: Kept;
  private readonly y: Kept;
  private readonly expected: Kept | undefined;
  private readonly values = new Float64Array(WORKING_VALUES);

  constructor(
    readonly response: ResponseRows,
    readonly room = new Room(),
  ) {
    const { family, link, y, w, curvature } = response;
    const n = y.length;
    this.row = workingRow(family, link);
    if (family.isProbability && link.name === "logit") this.kind = "proportions";
    else if (family.name === "Poisson" && link.name === "log") this.kind = "counts";
    this.isObserved = this.row.isCanonical || curvature === "observed";
    this.predictor = room.float64(n);
    this.score = room.float64(n);
    this.mean = room.float64(n);
    this.observed = room.float64(n);
    this.observedSlope = room.float64(n);
    if (!this.row.isCanonical) this.expected = room.float64(n);
    this.weights = this.isObserved ? this.observed : this.expected!;
    this.slope = this.isObserved ? this.observedSlope : room.float64(n);
    this.y = room.float64(y.slice());
    const prior = room.float64(w.slice());
    const isUnit = w.every((weight) => weight === 1);
    this.structure = room.structure(RESPONSES, () => ({
      rows: n,
      isUnit: Number(isUnit),
      y: this.y.address,
      weights: prior.address,
      g: this.score.address,
      curvature: this.observed.address,
      slope: this.observedSlope.address,
      mu: this.mean.address,
    }));
  }

  get eta(): Float64Array {
    return this.predictor.array;
  }
  get g(): Float64Array {
    return this.score.array;
  }
  get w(): Float64Array {
    return this.weights.array;
  }
  get mu(): Float64Array {
    return this.mean.array;
  }

  /** Takes another response. */
  take(y: Float64Array): void {
    this.response.y.set(y);
    this.y.array.set(y);
  }

  /** Evaluates all rows; returns Σ d, ∞ where a row is outside of its range. */
  evaluate(eta: Float64Array, phi: number): number {
    return this.room.within(() => {
      if (eta !== this.eta) this.eta.set(eta);
      return this.evaluateHere(phi);
    });
  }

  /** The same at {@link eta}, in an open room. */
  evaluateHere(phi: number): number {
    const { kind, structure, predictor, room } = this;
    if (kind === "proportions") return room.kernels.evaluateProportions(structure.address, predictor.address);
    if (kind === "counts") return room.kernels.evaluateCounts(structure.address, predictor.address);
    const { row, values, g, mu, eta, isObserved } = this;
    const [observed, observedSlope, slope] = [this.observed.array, this.observedSlope.array, this.slope.array];
    const expected = this.expected?.array;
    const { y, w } = this.response;
    let sum = 0;
    for (let i = 0; i < eta.length; i++) {
      if (!row.at(y[i], w[i], eta[i], phi, values)) return Infinity;
      sum += values[0];
      g[i] = values[1];
      observed[i] = values[2];
      observedSlope[i] = values[3];
      if (expected !== undefined) expected[i] = values[4];
      if (!isObserved) slope[i] = values[5];
      mu[i] = values[6];
    }
    return Number.isNaN(sum) ? Infinity : sum;
  }

  /** Weights of Newton's method: the observed curvature, or the expected one where a row is not convex. */
  newtonWeights(): Kept {
    const { observed, expected } = this;
    const own = observed.array;
    if (expected !== undefined) for (let i = 0; i < own.length; i++) if (!(own[i] >= 0)) return expected;
    return observed;
  }

  /** The expected curvature. */
  expectedWeights(): Kept {
    return this.expected ?? this.observed;
  }
}
