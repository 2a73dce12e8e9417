import { DenseModel, DenseTerm, termOf } from "./denseModel";
import { at, get, getInt, getPair, set, setPair } from "./memory";
import { combineRows } from "./rows";

/**
 * Fills the augmented system [Ω₂₂ ΛᵀR₂ₓ | P | F; · Rₓₓ | P | F] of the terms that do not lead and X. With R from
 * eliminateLead.ts, Λ and N = I − CM:
 *   Ω₂₂ = I + ΛᵀR₂₂Λ (upper triangle),  P = [ΛᵀR₂₂; Rₓ₂],  F = [ΛᵀA₂₁Nᵀ; Aₓ₁Nᵀ].
 * P and F are the right-hand sides that the traces need. Padding rows are those of the identity.
 */
export function fillSystem(model: DenseModel, derivative: bool): void {
  for (let t = 1; t < model.termCount; t++) fillTerm(model, termOf(model, t), derivative);
  const sides = derivative ? rowsWithSides(model) : 0;
  fillFixed(model, sides);
  if (sides > 0) weightByN(model, termOf(model, 0), sides);
}

/** How many rows take right-hand sides with them: those of X for REML, and those that share a block of four with others. */
function rowsWithSides(model: DenseModel): i32 {
  return model.reml ? model.width : (model.d2 + 3) & ~3;
}

function fillTerm(model: DenseModel, term: DenseTerm, derivative: bool): void {
  const s = term.size;
  const d2 = model.d2;
  const width = model.width;
  for (let c = 0; c < term.classes; c++) {
    const first = term.coreOffset - model.q1 + c * s;
    for (let j = 0; j < s; j++) {
      const row = at(model.u, (first + j) * model.stride);
      const p = at(row, model.firstP);
      const r = at(model.r, (first + j) * width);
      const lambda = at(term.lambda, j * s + j);
      combineRows(at(row, d2), at(r, d2), width, s - j, lambda, s, (model.p + 1) & ~1);
      for (let x = d2 + model.p; x < width; x++) set(row, x, 0);
      combineRows(p, r, width, s - j, lambda, s, (d2 + 1) & ~1);
      timesLambda(model, row, p, term.coreOffset - model.q1, first);
      set(row, first + j, get(row, first + j) + 1);
      for (let x = (first + j) & ~3; x < first + j; x++) set(row, x, 0);
      if ((d2 & 1) != 0) set(p, d2, 0);
      if (derivative) combineRows(at(row, model.firstF), at(model.leadColumns, (first + j) * model.leadWidth), model.leadWidth, s - j, lambda, s, model.leadWidth);
    }
  }
}

/** row = p·Λ for the columns from `from` on, term after term. */
function timesLambda(model: DenseModel, row: usize, p: usize, termFirst: i32, from: i32): void {
  for (let t = 1; t < model.termCount; t++) {
    const term = termOf(model, t);
    const s = term.size;
    const first = term.coreOffset - model.q1;
    if (first < termFirst) continue;
    const start = first == termFirst ? from : first;
    const end = first + term.classes * s;
    const lambda = term.lambda;
    if (s == 1) {
      const l = get(lambda, 0);
      for (let c = start; c < end; c++) set(row, c, get(p, c) * l);
    } else if (s == 4) {
      timesLambda4(row, p, lambda, start, end);
    } else {
      for (let c = start; c < end; c += s) {
        for (let b = 0; b < s; b++) {
          let sum: f64 = 0;
          for (let a = b; a < s; a++) sum += get(p, c + a) * get(lambda, a * s + b);
          set(row, c + b, sum);
        }
      }
    }
  }
}

function timesLambda4(row: usize, p: usize, lambda: usize, start: i32, end: i32): void {
  const l00 = getPair(lambda, 0), l10 = getPair(lambda, 4), l20 = getPair(lambda, 8), l21 = getPair(lambda, 10), l30 = getPair(lambda, 12), l31 = getPair(lambda, 14);
  for (let c = start; c < end; c += 4) {
    const x0 = v128.load64_splat(at(p, c)), x1 = v128.load64_splat(at(p, c), 8), x2 = v128.load64_splat(at(p, c), 16), x3 = v128.load64_splat(at(p, c), 24);
    setPair(row, c, f64x2.add(f64x2.add(f64x2.mul(x0, l00), f64x2.mul(x1, l10)), f64x2.add(f64x2.mul(x2, l20), f64x2.mul(x3, l30))));
    setPair(row, c + 2, f64x2.add(f64x2.mul(x2, l21), f64x2.mul(x3, l31)));
  }
}

/** The rows of X and of the padding; the first `sides` rows of the system have right-hand sides. */
function fillFixed(model: DenseModel, sides: i32): void {
  const d2 = model.d2;
  const m = d2 + model.p;
  const width = model.width;
  for (let x = d2; x < width; x++) {
    const row = at(model.u, x * model.stride);
    const from = at(model.r, x * width);
    memory.copy(row, from, <usize>width << 3);
    if (x >= m) set(row, x, 1);
    if (x >= sides) continue;
    memory.copy(at(row, model.firstP), from, <usize>d2 << 3);
    const f = at(row, model.firstF);
    if (x < m) memory.copy(f, at(model.leadColumns, x * model.leadWidth), <usize>model.leadWidth << 3);
    else memory.fill(f, 0, <usize>model.leadWidth << 3);
  }
}

/** Multiplies the blocks of F by Nᵀ, class by class of the leading term. */
function weightByN(model: DenseModel, lead: DenseTerm, rows: i32): void {
  const s = lead.size;
  for (let c = 0; c < lead.classes; c++) {
    const n = at(lead.n, getInt(lead.groupOf, c) * s * s);
    let f = at(model.u, model.firstF + c * s);
    const step = <usize>model.stride << 3;
    if (s == 1) {
      const value = get(n, 0);
      for (let i = 0; i < rows; i++, f += step) set(f, 0, get(f, 0) * value);
    } else if (s == 4) {
      timesTransposed4(f, step, rows, n);
    } else {
      for (let i = 0; i < rows; i++, f += step) timesTransposed(f, n, model.work, s);
    }
  }
}

function timesTransposed(f: usize, n: usize, work: usize, s: i32): void {
  for (let b = 0; b < s; b++) set(work, b, get(f, b));
  for (let b = 0; b < s; b++) {
    let sum: f64 = 0;
    for (let a = 0; a < s; a++) sum += get(n, b * s + a) * get(work, a);
    set(f, b, sum);
  }
}

function timesTransposed4(f: usize, step: usize, rows: i32, n: usize): void {
  const n00 = column(n, 0, 0), n01 = column(n, 0, 2), n10 = column(n, 1, 0), n11 = column(n, 1, 2);
  const n20 = column(n, 2, 0), n21 = column(n, 2, 2), n30 = column(n, 3, 0), n31 = column(n, 3, 2);
  for (let i = 0; i < rows; i++, f += step) {
    const a = v128.load64_splat(f), b = v128.load64_splat(f, 8), c = v128.load64_splat(f, 16), d = v128.load64_splat(f, 24);
    v128.store(f, f64x2.add(f64x2.add(f64x2.mul(a, n00), f64x2.mul(b, n10)), f64x2.add(f64x2.mul(c, n20), f64x2.mul(d, n30))));
    v128.store(f, f64x2.add(f64x2.add(f64x2.mul(a, n01), f64x2.mul(b, n11)), f64x2.add(f64x2.mul(c, n21), f64x2.mul(d, n31))), 16);
  }
}

/** Rows i and i + 1 of column j of a 4 × 4 matrix. */
// @ts-ignore: decorator
@inline
function column(n: usize, j: i32, i: i32): v128 {
  return f64x2.replace_lane(f64x2.splat(get(n, 4 * i + j)), 1, get(n, 4 * (i + 1) + j));
}
