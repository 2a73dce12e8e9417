import * as computing from "engine/bootstrap/computing/computeReplicates";
import type { Plan } from "engine/bootstrap/computing/replicator";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { bootstrap } from "engine/inference/bootstrap";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import { fitted } from "./fits";

const sleepstudy = fitted("sleepstudy_reml");
const pastes = fitted("pastes");
const kb07 = fitted("kb07_m1");
const infected = fit("incid / hsz ~ 1 + period + (1 | herd)", dataset("cbpp"), { family: "binomial" });
const rng = new MersenneTwister(1);

/** A call of each kind of bootstrap. */
export const planCalls: { readonly [kind: string]: () => Promise<unknown> } = {
  responses: () => parametricbootstrap(rng, 1, kb07),
  "responses, REML": () => parametricbootstrap(rng, 1, sleepstudy),
  statistics: () => parametricbootstrap(rng, 1, kb07, { draws: "statistics" }),
  "statistics of twins": () => parametricbootstrap(rng, 1, sleepstudy, { draws: "statistics" }),
  residual: () => bootstrap(rng, 1, kb07, { method: "residual" }),
  conditional: () => bootstrap(rng, 1, sleepstudy, { method: "conditional" }),
  wild: () => bootstrap(rng, 1, pastes, { method: "wild" }),
  "wild, Rademacher": () => bootstrap(rng, 1, sleepstudy, { method: "wild", weights: "rademacher" }),
  case: () => bootstrap(rng, 1, pastes, { method: "case" }),
  binomial: () => parametricbootstrap(rng, 1, infected),
  "case, binomial": () => bootstrap(rng, 1, infected, { method: "case" }),
  "likelihood-ratio test, binomial": () =>
    likelihoodratiotest(fit("incid / hsz ~ 1 + (1 | herd)", dataset("cbpp"), { family: "binomial" }), infected, {
      method: "bootstrap",
      n: 1,
      rng,
    }),
  "likelihood-ratio test": () =>
    likelihoodratiotest(fitted("sleepstudy_zerocorr"), fitted("sleepstudy"), { method: "bootstrap", n: 1, rng }),
};

/** The plan that a call of a bootstrap makes. */
export async function planOf(call: () => Promise<unknown>): Promise<Plan> {
  let plan: Plan | undefined;
  const spy = jest.spyOn(computing, "computeReplicates").mockImplementation((job) => {
    plan = job.plan;
    return Promise.reject(new Error("only the plan is asked for"));
  });
  await expect(call()).rejects.toThrow("only the plan is asked for");
  spy.mockRestore();
  return plan!;
}
