import { type Floats, Heap } from "../../wasm/heap";
import { structure } from "../../wasm/structure";
import type { GeneralizedDesign } from "./generalizedDesign";
import { interceptCells } from "./interceptCells";

/** The structure of engine/kernels/generalized/interceptLaplace.ts. */
const MODEL = [
  "isCount",
  "isUnit",
  "levels",
  "fixed",
  "rows",
  "start",
  "cells",
  "row",
  "weight",
  "x",
  "offset",
  "levelSums",
  "fixedSums",
  "parameters",
  "gradient",
  "modes",
  "linear",
  "change",
  "exponential",
  "rowSums",
  "factor",
  "curvature",
  "derivative",
  "determinants",
  "information",
  "scores",
  "exponentials",
  "last",
] as const;

/** Whether the kernel has the model: one random intercept and the canonical link of a family without dispersion. */
export function isInterceptDesign({ terms, response: { family, link } }: GeneralizedDesign): boolean {
  const [{ columns }] = terms;
  const isKnown = family.isProbability ? link.name === "logit" : family.name === "Poisson" && link.name === "log";
  return isKnown && terms.length === 1 && columns.length === 1 && columns[0].every((value) => value === columns[0][0]);
}

/**
 * The Laplace approximation of a model with one random intercept by a kernel, as {@link LaplaceDeviance} has it, in the
 * parameters (γ, θ).
 */
export class InterceptDeviance {
  readonly dimension: number;
  /** The parameters of the next evaluation, and the derivatives at the last one. */
  readonly parameters: Floats;
  readonly gradient: Floats;
  /** Per level ΣW of the last evaluation, and M. */
  readonly information: Floats;
  readonly determinants: Floats;
  private readonly heap = new Heap();
  private readonly model: number;
  private readonly levelSums: Floats;
  private readonly fixedSums: Floats;
  private readonly modes: Floats;
  private readonly last: Floats;
  private readonly rowOf: Int32Array;
  private readonly refs: Int32Array;
  private readonly scale: number;
  private readonly x: Float64Array;
  private readonly sums: Float64Array;
  private readonly p: number;
  private readonly hasOffset: boolean;

  constructor(private readonly design: GeneralizedDesign) {
    const { heap } = this;
    const { terms, fixed, p, offset, response } = design;
    const [{ refs, levels, columns }] = terms;
    const cells = interceptCells(terms[0], fixed, p, offset, response.w);
    const { rows, firstOf, rowOf } = cells;
    const x = new Float64Array(p * rows);
    const offsets = new Float64Array(rows);
    firstOf.forEach((i, r) => {
      for (let j = 0; j < p; j++) x[j * rows + r] = fixed[i * p + j];
      offsets[r] = offset[i];
    });
    this.p = p;
    this.hasOffset = offset.some((value) => value !== 0);
    this.x = x;
    this.refs = refs;
    this.rowOf = rowOf;
    this.scale = columns[0][0];
    this.sums = new Float64Array(rows);
    this.dimension = p + 1;
    this.parameters = heap.float64(p + 1);
    this.gradient = heap.float64(p + 1);
    this.levelSums = heap.float64(levels);
    this.fixedSums = heap.float64(p);
    this.modes = heap.float64(levels);
    this.determinants = heap.float64(levels);
    this.information = heap.float64(levels);
    this.last = heap.float64(10);
    const room = (count: number): number => heap.float64(count).address;
    this.model = structure(heap, MODEL, {
      isCount: Number(!response.family.isProbability),
      isUnit: Number(cells.isUnit),
      levels,
      fixed: p,
      rows,
      start: heap.int32(cells.start).address,
      cells: cells.row.length,
      row: heap.int32(cells.row).address,
      weight: heap.float64(cells.weight).address,
      x: heap.float64(x).address,
      offset: heap.float64(offsets).address,
      levelSums: this.levelSums.address,
      fixedSums: this.fixedSums.address,
      parameters: this.parameters.address,
      gradient: this.gradient.address,
      modes: this.modes.address,
      linear: room(rows),
      change: room(rows),
      exponential: room(rows),
      rowSums: room(rows),
      factor: room(cells.row.length),
      curvature: room(cells.row.length),
      derivative: room(cells.row.length),
      determinants: this.determinants.address,
      information: this.information.address,
      scores: room(levels),
      exponentials: room(levels),
      last: this.last.address,
    });
    heap.seal();
  }

  /** Takes a response, proportions where the family is binomial; the next evaluation begins at modes of 0. */
  take(y: Float64Array): void {
    const { refs, rowOf, sums, levelSums, fixedSums, x, p } = this;
    const { w } = this.design.response;
    const ofLevels = levelSums.array;
    const rows = sums.length;
    sums.fill(0);
    ofLevels.fill(0);
    for (let i = 0; i < y.length; i++) {
      const own = w[i] * y[i];
      ofLevels[refs[i]] += own;
      sums[rowOf[i]] += own;
    }
    for (let j = 0; j < p; j++) {
      let sum = 0;
      for (let r = 0; r < rows; r++) sum += x[j * rows + r] * sums[r];
      fixedSums.array[j] = sum;
    }
    this.forget();
  }

  /** −2 log-likelihood without constants of the response at {@link parameters}, up to a term of the offset. */
  evaluate(isFresh: boolean): number {
    const { parameters, gradient, scale, p, heap } = this;
    // The kernel's intercept is 1.
    parameters.array[p] *= scale;
    const value = heap.kernels.interceptLaplace(this.model, Number(isFresh));
    parameters.array[p] /= scale;
    gradient.array[p] *= scale;
    return value;
  }

  /** Begins at modes of 0. */
  forget(): void {
    this.modes.array.fill(0);
  }

  /** At the last evaluation no linear predictor was further from 0. */
  get farthest(): number {
    const [, fixed, random] = this.last.array;
    return fixed + random;
  }

  /** −2 Σ wyo, what {@link evaluate} leaves out. */
  offsetPart(y: Float64Array): number {
    const { offset, response } = this.design;
    if (!this.hasOffset) return 0;
    let sum = 0;
    for (let i = 0; i < y.length; i++) sum -= 2 * response.w[i] * y[i] * offset[i];
    return sum;
  }

  /** Mean information about a random effect of the user's scale: 1/√ of it is a scale of θ. */
  meanInformation(): number {
    const { information, determinants, scale } = this;
    let sum = 0;
    for (let l = 0; l < information.length; l++) sum += information.array[l] / determinants.array[l];
    return (scale * scale * sum) / information.length;
  }

  release(): void {
    this.heap.release();
  }
}
