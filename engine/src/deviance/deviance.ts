import type { CoreSystem } from "../matrices/coreSystem";
import type { ResponseStatistics } from "../matrices/responseStatistics";
import type { Floats } from "../wasm/heap";
import type { ResidualModel } from "./residualPart";

/**
 * The profiled deviance d(θ) (−2 log-likelihood, or the REML criterion) of a core system, and its derivative in Σ =
 * λλᵀ.
 *
 * Fill {@link lambdas}, {@link factor} what depends on λ alone; fill {@link statistics}, {@link solve} for a response,
 * any number of times. Buffers are reused, so one instance serves one λ at a time. With T = ZᵀV⁻¹Z and e = ZᵀV⁻¹(y −
 * Xβ̂), V = I + ZΛΛᵀZᵀ (REML: V⁻¹ projected on the complement of X), the derivative for term t is
 * Gₜ = Σ_levels (T_ll − eₗeₗᵀ/σ²), σ² = r²/N unless σ is fixed; nothing divides by λ, so singular fits are ordinary
 * points.
 */
export interface Deviance extends ResidualModel {
  readonly system: CoreSystem;
  readonly reml: boolean;
  /** λ of every term, S × S, row-major, lower triangular; the input of {@link factor}. */
  readonly lambdas: readonly Float64Array[];
  /** The response, the input of {@link solve} unless another record is {@link read}. */
  readonly statistics: ResponseStatistics;
  /** The record that {@link solve} solves for: {@link statistics} unless another one was {@link read}. */
  readonly response: ResponseStatistics;
  /** Σ_levels T_ll per term, S × S, row-major; set by `factor(true)`. */
  readonly traces: readonly Float64Array[];
  /**
   * T_jj of every column of the core's terms (q1 + d2), for those who ask for it at construction; set by
   * `factor(true)`.
   */
  readonly levelTraces?: Float64Array;
  /** Factor L_X of XᵀV⁻¹X = L_X·L_Xᵀ, p × p, row-major, lower; set by {@link factor}. */
  readonly fixedFactor: Float64Array;
  /** Σ_levels eₗeₗᵀ per term, S × S; set by `solve(true)`. */
  readonly squares: readonly Float64Array[];
  /** e of the core, in the order of the core vector (the X part is not used); set by `solve(true)`. */
  readonly e: Float64Array;
  /** Penalised residual sum of squares r², d(θ) and β̂ (p numbers) of the last response. */
  readonly r2: number;
  readonly objective: number;
  readonly beta: Float64Array;

  /** Factors the system at {@link lambdas}; with `derivative` its traces too. False when it breaks down. */
  factor(derivative: boolean): boolean;
  /**
   * Takes the record that begins at a number of these for the response from now on; the records lie in the heap that
   * the deviance was made on.
   */
  read(records: Floats, at: number): void;
  /**
   * Solves for {@link statistics} and returns the objective; with `derivative` e and its squares too, whether or not
   * the factorization has its traces.
   */
  solve(derivative: boolean): number;
  /**
   * The e of other statistics than the response's at the last factorization, valid until the next call; what
   * {@link solve} has set stays.
   */
  residualsOf(statistics: ResponseStatistics): Float64Array;
  /**
   * Like {@link solve} at {@link lambdas} near those of the last factorization, by iterative refinement with that
   * factor from the last solution. Returns r²; log-determinant and objective stay unknown. NaN when it does not
   * converge, and not offered where a factorization costs little.
   */
  refine?(derivative: boolean): number;
  /**
   * Estimates {@link traces} at the last factorization by sampling, in a small part of the time that they take; false
   * when that is not possible for the system.
   */
  sampleTraces?(): boolean;
  /** Gives back memory that is not that of the heap; the deviance must not be used afterwards. */
  release(): void;
}

/** What the surrogate of a deviance reads: its derivative in Σ and what is known of its residuals. */
export type DevianceDerivative = Pick<
  Deviance,
  "system" | "traces" | "squares" | "levelTraces" | "fixedFactor" | "r2" | keyof ResidualModel
>;

/** What a deviance is asked to do beyond the objective. */
export interface DevianceOptions {
  /** Compute {@link Deviance.levelTraces}. */
  levelTraces?: boolean;
  /** Hold σ fixed at this, in units of the response, instead of profiling it out. */
  sigma?: number | undefined;
  /**
   * What the objective is less by: Σ log w of the weights of the observations, by whose roots the system and its
   * responses are scaled, and for REML what X in other columns makes of the criterion; default 0.
   */
  logScale?: number;
  /** How many threads a sparse evaluation may take, with the calling one; default 1. The bits do not depend on it. */
  threads?: number;
}
