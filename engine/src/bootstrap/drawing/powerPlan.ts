import type { FamilyName } from "../../family/family";
import type { LinkName } from "../../family/link";

/** A power study: declarations alone, of which every thread makes its designs and models. */
export interface PowerPlan {
  readonly kind: "power";
  /** Each replicate has a stream of its own, made of this, its design's name and its number in it. */
  readonly seed: string;
  /** Replicates of a design. */
  readonly n: number;
  readonly designs: readonly PowerDesign[];
  /** Responses are drawn from the first one. */
  readonly models: readonly PowerModel[];
  /** How coefficients are tested. */
  readonly tests: PowerTests;
  /** How many coefficients all models have together. */
  readonly coefficients: number;
}

export type PowerTests = "z" | "satterthwaite" | "kenward-roger";

export interface PowerModel {
  readonly formula: string;
  readonly REML: boolean;
  readonly family: FamilyName;
  /** Absent for that of the family. */
  readonly link?: LinkName | undefined;
}

/** Crossed subjects and items, and what is true of them. */
export interface PowerDesign {
  /** The values of the grid, which tell it from others. */
  readonly name: string;
  readonly subjects: number;
  readonly items: number;
  readonly subjBtwn: readonly PowerFactor[];
  readonly itemBtwn: readonly PowerFactor[];
  readonly bothWin: readonly PowerFactor[];
  readonly contrasts: readonly PowerContrast[];
  readonly beta: Float64Array;
  readonly sigma: number;
  readonly theta: Float64Array;
  /** φ, 1 where the family has none. */
  readonly dispersion: number;
}

export interface PowerFactor {
  readonly name: string;
  readonly levels: readonly string[];
}

/** The coding of a factor: levels × columns, row-major. */
export interface PowerContrast extends PowerFactor {
  readonly names: readonly string[];
  readonly matrix: Float64Array;
}

/** What a replicate holds of each coefficient of each model, in this order. */
export const POWER_NUMBERS = ["estimate", "stderror", "p"] as const;
