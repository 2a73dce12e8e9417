import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { bestOfStarts } from "../engine/support/bestOfStarts";
import { doubtfulModel, KINDS } from "../engine/support/doubtfulModels";
import { effort } from "./properties/property";

/** Above the lowest end of ten starts by more than this a fit is at another minimum. */
const SAME = 1e-6;

/** Whether the certificate says that the fit is no optimum, or that the objective has a lower limit for σ = 0. */
function isDoubted({ certificate: { converged, warnings } }: LinearMixedModel): boolean {
  return !converged || warnings.some((warning) => warning.includes("with a residual σ of 0, may fit better"));
}

test("a fit that is called converged is not above the best of ten starts, whatever the data", () => {
  const { runs, seed } = effort(600, 10_000);
  const above: string[] = [];
  const tried = new Map<string, number>();
  for (let k = 0; k < runs; k++) {
    const { description, formula, table, options } = doubtfulModel(seed + k);
    const model = fit(formula, table, { ...options, workers: 1 });
    const rise = model.objective - bestOfStarts(model, seed + k).objective;
    const kind = KINDS[(seed + k) % KINDS.length];
    tried.set(kind, (tried.get(kind) ?? 0) + 1);
    if (rise > SAME && !isDoubted(model)) above.push(`${description}: ${rise}`);
  }
  expect([...tried.values()].every((count) => count >= Math.floor(runs / KINDS.length))).toBe(true);
  expect(above).toEqual([]);
});
