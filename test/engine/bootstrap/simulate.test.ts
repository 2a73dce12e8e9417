import { simulate } from "engine/bootstrap/simulate";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/dataset";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";

test("a response is Xβ + σ(ε + ZΛu), ε drawn as one array and then u", () => {
  const model = fitted("dyestuff");
  const rng = new MersenneTwister(9);
  const [ε, u] = [new Float64Array(30), new Float64Array(6)];
  rng.randnFill(ε);
  rng.randnFill(u);
  const batch = dataset("dyestuff").factor("batch").refs;
  const expected = ε.map((value, i) => model.coef[0] + model.sigma * (value + model.theta[0] * u[batch[i]]));
  expectClose(simulate(new MersenneTwister(9), model), expected, { relative: 1e-14 });
});

test("refitting many rows of it recovers the parameters", () => {
  const model = fitted("sleepstudy");
  const response = simulate(new MersenneTwister(4), model, { β: [100, 5], σ: 0.001, θ: [1, 0, 1] });
  const table = dataset("sleepstudy");
  const refit = fit("y ~ 1 + days + (1 | subj)", { y: response, days: table.numeric("days"), subj: table.column("subj") });
  expectClose(refit.coef, [100, 5], { absolute: 0.01 });
});

test("bad parameters are refused", () => {
  expect(() => simulate(new MersenneTwister(1), fitted("dyestuff"), { tehta: [1] } as object)).toThrow("did you mean 'theta'");
  expect(() => simulate(new MersenneTwister(1), fitted("dyestuff"), { θ: [1, 2] })).toThrow("θ must have 1 elements; got 2");
});
