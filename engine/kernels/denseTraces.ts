import { DenseModel, DenseTerm, termOf } from "./denseModel";
import { at, get, getPair, set, setPair } from "./memory";

/**
 * Σ_levels T_ll of every term from the eliminated system, T = Zᵀ V⁻¹ Z (REML: also projected on the complement of X):
 * T_ll = τ of the contrasts between twins, and for the core's levels
 *   leading term: τ − FₗᵀFₗ,   other terms: R_ll − PₗᵀPₗ.
 * The rows of X count among those of F and P for REML only.
 */
export function sumTraces(model: DenseModel): void {
  const rows = model.reml ? model.d2 + model.p : model.d2;
  for (let t = 0; t < model.termCount; t++) {
    const term = termOf(model, t);
    sumContrasts(term);
    if (term.lead) {
      subtractSquares(at(model.u, model.firstF), model.stride, rows, term);
    } else {
      addDiagonalBlocks(model, term);
      subtractSquares(at(model.u, model.firstP + term.coreOffset - model.q1), model.stride, rows, term);
    }
  }
  if (model.levelTraces) traceColumns(model, rows);
}

function sumContrasts(term: DenseTerm): void {
  const s2 = term.size * term.size;
  memory.fill(term.traces, 0, <usize>s2 << 3);
  for (let g = 0; g < term.groups; g++) {
    const count = get(term.contrastsIn, g) + (term.lead ? get(term.classesIn, g) : 0);
    if (count == 0) continue;
    for (let i = 0; i < s2; i++) set(term.traces, i, get(term.traces, i) + count * get(term.tau, g * s2 + i));
  }
}

function addDiagonalBlocks(model: DenseModel, term: DenseTerm): void {
  const s = term.size;
  for (let c = 0; c < term.classes; c++) {
    const first = term.coreOffset - model.q1 + c * s;
    for (let i = 0; i < s; i++) {
      for (let j = 0; j < s; j++) set(term.traces, i * s + j, get(term.traces, i * s + j) + get(model.r, (first + i) * model.width + first + j));
    }
  }
}

/** traces −= Σ over rows and levels of xxᵀ, x the S numbers of a level in a row. */
function subtractSquares(x: usize, stride: i32, rows: i32, term: DenseTerm): void {
  const columns = term.classes * term.size;
  if (term.size == 1) subtractSquares1(x, stride, rows, columns, term.traces);
  else if (term.size == 2) subtractSquares2(x, stride, rows, columns, term.traces);
  else if (term.size == 4) subtractSquares4(x, stride, rows, columns, term.traces);
  else subtractSquaresOf(x, stride, rows, columns, term);
}

function subtractSquares1(x: usize, stride: i32, rows: i32, columns: i32, traces: usize): void {
  let pair = f64x2.splat(0);
  let odd: f64 = 0;
  for (let r = 0; r < rows; r++) {
    const row = at(x, r * stride);
    let j = 0;
    for (; j + 1 < columns; j += 2) {
      const v = getPair(row, j);
      pair = f64x2.add(pair, f64x2.mul(v, v));
    }
    if (j < columns) odd += get(row, j) * get(row, j);
  }
  set(traces, 0, get(traces, 0) - (f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1) + odd));
}

function subtractSquares2(x: usize, stride: i32, rows: i32, columns: i32, traces: usize): void {
  let first = f64x2.splat(0), second = f64x2.splat(0);
  for (let r = 0; r < rows; r++) {
    const row = at(x, r * stride);
    for (let j = 0; j < columns; j += 2) {
      const v = getPair(row, j);
      first = f64x2.add(first, f64x2.mul(v128.load64_splat(at(row, j)), v));
      second = f64x2.add(second, f64x2.mul(v128.load64_splat(at(row, j), 8), v));
    }
  }
  setPair(traces, 0, f64x2.sub(getPair(traces, 0), first));
  setPair(traces, 2, f64x2.sub(getPair(traces, 2), second));
}

function subtractSquares4(x: usize, stride: i32, rows: i32, columns: i32, traces: usize): void {
  let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (let r = 0; r < rows; r++) {
    let p = at(x, r * stride);
    const end = at(p, columns);
    for (; p < end; p += 32) {
      const low = v128.load(p), high = v128.load(p, 16);
      let y = v128.load64_splat(p);
      a0 = f64x2.add(a0, f64x2.mul(y, low));
      a1 = f64x2.add(a1, f64x2.mul(y, high));
      y = v128.load64_splat(p, 8);
      b0 = f64x2.add(b0, f64x2.mul(y, low));
      b1 = f64x2.add(b1, f64x2.mul(y, high));
      y = v128.load64_splat(p, 16);
      c0 = f64x2.add(c0, f64x2.mul(y, low));
      c1 = f64x2.add(c1, f64x2.mul(y, high));
      y = v128.load64_splat(p, 24);
      d0 = f64x2.add(d0, f64x2.mul(y, low));
      d1 = f64x2.add(d1, f64x2.mul(y, high));
    }
  }
  setPair(traces, 0, f64x2.sub(getPair(traces, 0), a0));
  setPair(traces, 2, f64x2.sub(getPair(traces, 2), a1));
  setPair(traces, 4, f64x2.sub(getPair(traces, 4), b0));
  setPair(traces, 6, f64x2.sub(getPair(traces, 6), b1));
  setPair(traces, 8, f64x2.sub(getPair(traces, 8), c0));
  setPair(traces, 10, f64x2.sub(getPair(traces, 10), c1));
  setPair(traces, 12, f64x2.sub(getPair(traces, 12), d0));
  setPair(traces, 14, f64x2.sub(getPair(traces, 14), d1));
}

function subtractSquaresOf(x: usize, stride: i32, rows: i32, columns: i32, term: DenseTerm): void {
  const s = term.size;
  for (let r = 0; r < rows; r++) {
    const row = at(x, r * stride);
    for (let c = 0; c < columns; c += s) {
      for (let i = 0; i < s; i++) {
        const value = get(row, c + i);
        for (let j = 0; j < s; j++) set(term.traces, i * s + j, get(term.traces, i * s + j) - value * get(row, c + j));
      }
    }
  }
}

/** T_jj of every column of the core's terms. */
function traceColumns(model: DenseModel, rows: i32): void {
  for (let t = 0; t < model.termCount; t++) {
    const term = termOf(model, t);
    const s = term.size;
    const from = term.lead ? model.firstF : model.firstP + term.coreOffset - model.q1;
    for (let j = 0; j < term.classes * s; j++) {
      const c = j / s;
      const i = j - c * s;
      const column = term.coreOffset - model.q1 + j;
      let value = term.lead ? get(term.tau, load<i32>(term.groupOf + (<usize>c << 2)) * s * s + i * s + i) : get(model.r, column * model.width + column);
      for (let r = 0; r < rows; r++) {
        const x = get(model.u, r * model.stride + from + j);
        value -= x * x;
      }
      set(model.levelTraces, term.coreOffset + j, value);
    }
  }
}
