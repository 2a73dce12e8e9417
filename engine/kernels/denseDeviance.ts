import { fillSystem } from "./augmentedSystem";
import { factorBlocks } from "./blockFactors";
import { DenseModel, termOf } from "./denseModel";
import { solveResponse } from "./denseSolve";
import { sumTraces } from "./denseTraces";
import { eliminate, eliminateOne, logDeterminant } from "./elimination";
import { eliminateLead } from "./eliminateLead";
import { at, get, set } from "./memory";

/**
 * The half of the profiled deviance that depends on λ alone, for a model whose leading term meets most of the others'
 * levels: block factors, elimination of the leading term, elimination of the rest with X, and for the derivative the
 * traces. Leaves log|Ω| (REML: + log|L_X|²) in `result[0]`, NaN where the factorization breaks down.
 */
export function denseFactor(address: usize, derivative: bool): void {
  const model = changetype<DenseModel>(address);
  let sum: f64 = 0;
  for (let t = 0; t < model.termCount; t++) sum += factorBlocks(termOf(model, t), model.work, derivative);
  eliminateLead(model, termOf(model, 0));
  fillSystem(model, derivative);
  const whole = derivative ? model.stride : model.width;
  if (model.d2 + model.p == 1) eliminateOne(model.u, whole);
  else eliminate(model.u, model.stride, model.width, whole, model.reml ? model.width : model.d2, model.width);
  copyFixedFactor(model);
  set(model.result, 0, sum + logDeterminant(model.u, model.stride, model.reml ? model.d2 + model.p : model.d2));
  if (derivative) sumTraces(model);
}

/** The half that depends on the response; see {@link solveResponse}. */
export function denseSolve(address: usize, derivative: bool): void {
  solveResponse(changetype<DenseModel>(address), derivative);
}

/** L_X, lower and row-major, from the upper triangular rows of X. */
function copyFixedFactor(model: DenseModel): void {
  const p = model.p;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) set(model.fixedFactor, i * p + j, get(model.u, (model.d2 + j) * model.stride + model.d2 + i));
  }
}
