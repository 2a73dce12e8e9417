import { DenseModel, DenseTerm, termOf } from "./denseModel";
import { solveTransposed, solveUpper } from "./elimination";
import { at, get, getInt, set } from "./memory";
import { dotRow, subtractRow } from "./rows";

/**
 * Solves for the response in `model.statistics` on the factored system: r² = yᵀy − what the random and fixed effects
 * explain, and β̂; with `derivative` also e = Zᵀ V⁻¹(y − Xβ̂) of the core and Σ eeᵀ of every term.
 */
export function solveResponse(model: DenseModel, derivative: bool): void {
  const m = model.d2 + model.p;
  const width = model.width;
  let explained = reduceResponse(model, termOf(model, 0));
  scaleByLambda(model);
  for (let x = model.d2; x < width; x++) set(model.z, x, get(model.rhs, x));
  solveTransposed(model.u, model.stride, m, width, model.z);
  explained += dotRow(model.z, model.z, (m + 1) & ~1);
  set(model.result, 1, get(model.statistics, model.statisticsLength - 1) - explained);
  solveUpper(model.u, model.stride, m, derivative ? 0 : model.d2, model.z);
  memory.copy(model.beta, at(model.z, model.d2), <usize>model.p << 3);
  if (derivative) {
    residuals(model, termOf(model, 0));
    for (let t = 0; t < model.termCount; t++) sumSquares(model, termOf(model, t));
  }
}

/** rhs = s_W − (KA)ᵀKs; returns what the leading term and the contrasts between twins explain. */
function reduceResponse(model: DenseModel, lead: DenseTerm): f64 {
  const s = lead.size;
  const m = model.d2 + model.p;
  memory.copy(model.rhs, at(model.statistics, model.q1), <usize>m << 3);
  for (let x = m; x < model.width; x++) set(model.rhs, x, 0);
  let explained: f64 = 0;
  for (let c = 0; c < lead.classes; c++) {
    const k = at(lead.k, getInt(lead.groupOf, c) * s * s);
    const own = at(model.statistics, c * s);
    for (let i = 0; i < s; i++) {
      let value: f64 = 0;
      for (let j = 0; j < s; j++) value += get(k, i * s + j) * get(own, j);
      explained += value * value;
      subtractRow(model.rhs, value, at(model.eliminated, (c * s + i) * model.width), model.width);
    }
  }
  for (let t = 0; t < model.termCount; t++) {
    const term = termOf(model, t);
    const s2 = term.size * term.size;
    const scatter = at(model.statistics, term.scatter);
    for (let g = 0; g < term.groups; g++) {
      if (get(term.contrastsIn, g) == 0) continue;
      for (let i = g * s2; i < (g + 1) * s2; i++) explained += get(term.m, i) * get(scatter, i);
    }
  }
  return explained;
}

/** z = Λᵀ·rhs for the terms that do not lead. */
function scaleByLambda(model: DenseModel): void {
  for (let t = 1; t < model.termCount; t++) {
    const term = termOf(model, t);
    const s = term.size;
    for (let c = 0; c < term.classes; c++) {
      const first = term.coreOffset - model.q1 + c * s;
      for (let j = 0; j < s; j++) {
        let sum: f64 = 0;
        for (let a = j; a < s; a++) sum += get(term.lambda, a * s + j) * get(model.rhs, first + a);
        set(model.z, first + j, sum);
      }
    }
  }
}

/** e of the other terms: rhs − R·[Λu; β]; of the leading one: N(s − A·[Λu; β]). */
function residuals(model: DenseModel, lead: DenseTerm): void {
  const width = model.width;
  const m = model.d2 + model.p;
  for (let t = 1; t < model.termCount; t++) {
    const term = termOf(model, t);
    const s = term.size;
    for (let c = 0; c < term.classes; c++) {
      const first = term.coreOffset - model.q1 + c * s;
      for (let i = 0; i < s; i++) {
        let sum: f64 = 0;
        for (let j = 0; j <= i; j++) sum += get(term.lambda, i * s + j) * get(model.z, first + j);
        set(model.solution, first + i, sum);
      }
    }
  }
  for (let x = model.d2; x < m; x++) set(model.solution, x, get(model.z, x));
  for (let j = 0; j < model.d2; j++) set(model.e, model.q1 + j, get(model.rhs, j) - dotRow(at(model.r, j * width), model.solution, width));
  const s = lead.size;
  for (let c = 0; c < lead.classes; c++) {
    const n = at(lead.n, getInt(lead.groupOf, c) * s * s);
    for (let i = 0; i < s; i++) {
      const row = c * s + i;
      set(model.work, i, get(model.statistics, row) - dotRow(at(model.leadRows, row * width), model.solution, width));
    }
    for (let i = 0; i < s; i++) {
      let sum: f64 = 0;
      for (let j = 0; j < s; j++) sum += get(n, i * s + j) * get(model.work, j);
      set(model.e, c * s + i, sum);
    }
  }
}

/** Σ eeᵀ over the levels of a term: those of the core, and N·W·Nᵀ for the scatter W of its twins. */
function sumSquares(model: DenseModel, term: DenseTerm): void {
  const s = term.size;
  const s2 = s * s;
  memory.fill(term.squares, 0, <usize>s2 << 3);
  for (let c = 0; c < term.classes; c++) {
    const e = at(model.e, term.coreOffset + c * s);
    for (let i = 0; i < s; i++) {
      for (let j = 0; j < s; j++) set(term.squares, i * s + j, get(term.squares, i * s + j) + get(e, i) * get(e, j));
    }
  }
  for (let g = 0; g < term.groups; g++) {
    if (get(term.contrastsIn, g) == 0) continue;
    addSandwich(term.squares, at(term.n, g * s2), at(model.statistics, term.scatter + g * s2), model.work, s);
  }
}

/** out += N·W·Nᵀ. */
function addSandwich(out: usize, n: usize, w: usize, work: usize, s: i32): void {
  for (let i = 0; i < s; i++) {
    for (let b = 0; b < s; b++) {
      let sum: f64 = 0;
      for (let a = 0; a < s; a++) sum += get(n, i * s + a) * get(w, a * s + b);
      set(work, b, sum);
    }
    for (let j = 0; j < s; j++) {
      let sum: f64 = 0;
      for (let b = 0; b < s; b++) sum += get(work, b) * get(n, j * s + b);
      set(out, i * s + j, get(out, i * s + j) + sum);
    }
  }
}
