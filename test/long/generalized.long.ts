import { fit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { type RandomModel, randomModel } from "./randomGeneralized";

const MODELS = Number(process.env.MIXEDMODELS_GENERALIZED ?? 1000);
/** Other starts, as multiples of identity matrices. */
const STARTS = [0.2, 0.6, 1.5, 3];
const WORSE = 1e-6;
/** How many of all models may have a lower minimum elsewhere: several are common where groups tell little. */
const SHARE_WORSE = 0.01;
/** … and how many may fail otherwise than by separation, with their reason. */
const SHARE_FAILED = Number(process.env.MIXEDMODELS_SHARE ?? 0.01);

function fitted({ formula, table, family, link }: RandomModel, start?: Float64Array): GeneralizedLinearMixedModel {
  return fit(formula, table, { family, link, progress: false, ...(start && { start }) } as never) as never;
}

test(`of ${MODELS} random models each is certified or says why not, and other starts find nothing lower`, () => {
  const worse: string[] = [];
  const silent: string[] = [];
  const failed: string[] = [];
  for (let seed = 1; seed <= MODELS; seed++) {
    const model = randomModel(seed);
    const own = fitted(model);
    const { converged, summary } = own.certificate;
    if (!converged) {
      if (!summary.includes("the response is separated")) failed.push(`${model.name}: ${summary}`);
      if (!/^not converged: .{20,}/.test(summary)) silent.push(`${model.name}: ${summary}`);
      continue;
    }
    const identity = own.theta.map((_, j) => Number(own.data.layout.diagonal().includes(j)));
    const others = STARTS.map((scale) =>
      fitted(
        model,
        Float64Array.from(identity, (value) => scale * value),
      ),
    );
    const lowest = Math.min(...others.map(({ minimum }) => minimum.objective));
    const excess = own.minimum.objective - lowest;
    if (excess > WORSE) worse.push(`${model.name}: ${excess.toExponential(2)} above`);
  }
  expect(silent).toEqual([]);
  if (failed.length > SHARE_FAILED * MODELS)
    throw new Error(`${failed.length} of ${MODELS} failed:\n${failed.join("\n")}`);
  if (worse.length > SHARE_WORSE * MODELS) throw new Error(`${worse.length} of ${MODELS}:\n${worse.join("\n")}`);
});
