import { repeat } from "../blocks.mjs";
import { median } from "../statistics.mjs";
import { fitModel, fittedOnce, tableOf } from "./fitted.mjs";

/** A fit of this many ms is measured as it is: warming up is a small part of it, and so is what one run varies. */
const LONG = 2000;
const warm = new Set();

/** A block of fits from table to model: median and minimum of one, and what is known of the last. */
export async function fitRun(name, seconds, workers) {
  void tableOf(name);
  const { times, result } = await block(name, seconds, workers);
  return { ms: median(times), fastest: Math.min(...times), count: times.length, ...described(result) };
}

async function block(name, seconds, workers) {
  const work = () => fitModel(name, { workers });
  const key = `${name} ${workers}`;
  if (warm.has(key)) return repeat(work, seconds);
  warm.add(key);
  const first = await repeat(work, 0);
  if (first.times[0] > LONG) return first;
  await repeat(work, seconds);
  return repeat(work, seconds);
}

function described(model) {
  const { evaluations } = model.minimum;
  return { objective: model.objective, evaluations, theta: Array.from(model.theta) };
}

/** What the certificate of a fit says. */
export async function certificateOf(name) {
  const model = await fittedOnce(name);
  const { gradientNorm, converged, summary } = model.certificate;
  return { ...described(model), gradientNorm, converged, summary };
}
