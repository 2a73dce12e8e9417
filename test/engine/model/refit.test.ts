import { simulate } from "engine/bootstrap/drawing/simulate";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { fit, refit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";

test("a refit to the response of the fit is the fit", () => {
  const model = fitted("machines");
  const again = refit(model, model.response);
  expect([again.objective, ...again.coef, ...again.theta, ...again.fitted]).toEqual([
    model.objective,
    ...model.coef,
    ...model.theta,
    ...model.fitted,
  ]);
  expect(again.REML).toBe(true);
});

test("a refit to another response is a fit to it, and leaves the model alone", () => {
  const model = fitted("sleepstudy");
  const { objective } = model;
  const y = simulate(new MersenneTwister(3), model);
  const again = refit(model, y);
  const table = dataset("sleepstudy");
  const other = fit("reaction ~ 1 + days + (1 + days | subj)", {
    reaction: y,
    days: table.numeric("days"),
    subj: table.column("subj"),
  });
  expectClose([again.objective, ...again.coef, ...again.theta], [other.objective, ...other.coef, ...other.theta], {
    relative: 1e-12,
  });
  expect(again.response).toEqual(y);
  expect([model.objective, refit(again, model.response).objective]).toEqual([objective, objective]);
});

test("a bootstrap of a refit simulates from its estimates", async () => {
  const again = refit(fitted("dyestuff"), simulate(new MersenneTwister(5), fitted("dyestuff")));
  const sample = await parametricbootstrap(new MersenneTwister(6), 20, again, { progress: false });
  const other = await parametricbootstrap(new MersenneTwister(6), 20, fitted("dyestuff"), {
    β: again.coef,
    σ: again.sigma,
    θ: again.theta,
    progress: false,
  });
  expectClose(sample.σ, other.σ, { relative: 1e-9 });
});

test("responses that do not fit are refused", () => {
  expect(() => refit(fitted("dyestuff"), [1, 2])).toThrow(
    "a response has a value for each row that entered the fit; got 2 for 30 rows",
  );
  expect(() => refit(fitted("dyestuff"), new Float64Array(30).fill(NaN, 4))).toThrow(
    "a response must be finite; element 4 is NaN",
  );
  expect(() => refit(fitted("dyestuff"), new Float64Array(30))).toThrow(
    "the response must vary about the fixed effects",
  );
});
