import { fit } from "engine/model/fit";
import { bestOfStarts } from "../engine/support/bestOfStarts";
import { maximalModel } from "../engine/support/maximalModels";
import { effort } from "./properties/property";

/** Above the lowest end of ten starts by more than this a fit is at another minimum. */
const SAME = 1e-6;

test("maximal models, half of them not identified, are fitted in few evaluations to the lowest minimum", () => {
  const { runs, seed } = effort(12, 200);
  const evaluations: number[] = [];
  const above: string[] = [];
  for (let k = 0; k < runs; k++) {
    const { description, formula, table, options } = maximalModel(seed + k);
    const model = fit(formula, table, { ...options, workers: 1 });
    const { certificate } = model;
    evaluations.push(certificate.evaluations - certificate.explored);
    if (!certificate.converged) above.push(`${description}: ${certificate.summary}`);
    else if (model.data.frame.nobs < 800) {
      const rise = model.objective - bestOfStarts(model, seed + k).objective;
      if (rise > SAME) above.push(`${description}: ${rise}`);
    }
  }
  evaluations.sort((a, b) => a - b);
  expect(above).toEqual([]);
  expect(evaluations[Math.floor(0.5 * (runs - 1))]).toBeLessThanOrEqual(15);
  expect(evaluations[Math.floor(0.95 * (runs - 1))]).toBeLessThanOrEqual(60);
});
