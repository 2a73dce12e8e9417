import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { groups } from "./groups";
import { expectRefusal } from "./refusal";
import { refusedCharts } from "./refusedCharts";
import { refusedData } from "./refusedData";
import { refusedFormulas } from "./refusedFormulas";
import { refusedInference } from "./refusedInference";
import { refusedOptions } from "./refusedOptions";

/** What a fit and a bootstrap give: must not depend on what was refused before. */
async function numbers(): Promise<unknown> {
  const model = fit("y ~ 1 + x + (1 | g)", groups());
  const sample = await parametricbootstrap(new MersenneTwister(3), 40, model, { progress: false });
  return { theta: model.theta, coef: model.coef, objectives: sample.objective };
}

let before: unknown;
beforeAll(async () => (before = await numbers()));
afterAll(async () => expect(await numbers()).toEqual(before));

describe.each([
  ["formula", refusedFormulas],
  ["data", refusedData],
  ["option", refusedOptions],
  ["inference", refusedInference],
  ["chart", refusedCharts],
] as const)("refused by one sentence of its kind: %s", (_, cases) => {
  test.each(cases.map((one) => [one[0], one] as const))("%s", (_, one) => expectRefusal(one));
});

test("a refused bootstrap leaves the stream where it was", async () => {
  const rng = new MersenneTwister(5);
  const model = fit("y ~ 1 + x + (1 | g)", groups());
  await expect(parametricbootstrap(rng, 10, model, { θ: [1, 2] })).rejects.toThrow("θ must have 1 elements");
  expect(rng.rand()).toBe(new MersenneTwister(5).rand());
});
