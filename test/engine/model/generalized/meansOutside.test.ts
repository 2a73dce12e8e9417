import { simulate } from "engine/bootstrap/drawing/simulate";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { IdentityLink } from "engine/family/identityLink";
import { LogLink } from "engine/family/logLink";
import { effects } from "engine/inference/means/effects";
import { fit } from "engine/model/fit";
import { overdispersion } from "engine/model/generalized/residuals";
import { predict } from "engine/model/predict";
import { environment } from "engine/platform/environment";
import { Binomial } from "engine/random/binomial";
import { Gamma } from "engine/random/gamma";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Poisson } from "engine/random/poisson";

const warn = jest.spyOn(environment, "warn").mockImplementation(() => {});
beforeEach(() => warn.mockClear());

const rng = new MersenneTwister(3);
const rows = Array.from({ length: 200 }, (_, i) => {
  const x = rng.rand();
  const mu = Math.exp(-1.2 + 0.9 * x);
  let k = 0;
  for (let trial = 0; trial < 10; trial++) k += rng.rand() < mu ? 1 : 0;
  return { x, g: `g${i % 10}`, k, n: 10, size: 1 / (1 + x + rng.rand()) };
});
const far = { x: [0.5, 3], g: ["g1", "g1"], n: [10, 10] };

test("a share above 1 is NaN in predictions and simulations, with a warning, and a failed replicate", async () => {
  const model = fit("k / n ~ 1 + x + (1 | g)", rows, { family: Binomial(), link: LogLink() });
  const predicted = predict(model, far) as Float64Array;
  expect(predicted[0]).toBeLessThan(1);
  expect(predicted[1]).toBeNaN();
  expect(effects({ x: [3] }, model, { type: "response" }).numeric("estimate")[0]).toBeNaN();
  expect(simulate(new MersenneTwister(1), model, { newdata: far })[1]).toBeNaN();
  expect(warn.mock.calls.map(([text]) => text)).toEqual([
    expect.stringContaining("1 of 2 linear predictors lead outside, and are NaN"),
    expect.stringContaining("those of 1 of 2 responses do not, and are NaN"),
  ]);
  const sample = await parametricbootstrap(new MersenneTwister(1), 20, model, { progress: false, θ: [1.5] });
  expect(sample.failures.length).toBeGreaterThan(0);
  expect(sample.failures[0].reason).toMatch(/lead to a mean that the family cannot have$/);
});

test("a negative mean of a count is none", () => {
  const model = fit("k ~ 1 + x + (1 | g)", rows, { family: Poisson(), link: IdentityLink() });
  expect((predict(model, { x: [-50], g: ["g1"] }) as Float64Array)[0]).toBeNaN();
  expect(simulate(new MersenneTwister(1), model, { newdata: { x: [-50], g: ["g1"] } })[0]).toBeNaN();
});

test("the mean of 1/η over normal random effects does not exist", () => {
  const model = fit("size ~ 1 + x + (1 | g)", rows, { family: Gamma() });
  expect(() => predict(model, far, { type: "marginal", newLevels: "population" })).toThrow(
    "a mean over the random effects needs a link with which it exists; 1/η",
  );
});

test("AICc and overdispersion need more observations than parameters", () => {
  const few = rows.slice(0, 4).map((row, i) => ({ ...row, g: `g${i % 2}` }));
  const model = fit("k ~ 1 + x + (1 + x | g)", few, { family: Poisson() });
  expect([model.aicc, overdispersion(model)]).toEqual([NaN, NaN]);
  const linear = fit("k ~ 1 + x + (1 | g)", few);
  expect(linear.aicc).toBeNaN();
});
