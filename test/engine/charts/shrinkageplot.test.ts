import { shrinkageplot } from "engine/charts/shrinkageplot";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";
import { pictures } from "./reference";
import { numbersOf } from "./unrolled";

const sleepstudy = fitted("sleepstudy");
type Drawn = ReturnType<typeof shrinkageplot>;
const values = ({ spec }: Drawn) => spec.data!.values[0];

test("without shrinkage a level's effects are those of its own least-squares line", () => {
  const row = values(shrinkageplot(sleepstudy));
  const { intercept, slope } = pictures.within;
  const centered = (own: number[]): number[] =>
    own.map((value) => value - own.reduce((sum, other) => sum + other, 0) / own.length);
  expectClose(numbersOf(row, "from0"), centered(intercept), { absolute: 1e-2 });
  expectClose(numbersOf(row, "from1"), centered(slope), { absolute: 1e-3 });
});

test("the other end is the conditional mode", () => {
  const row = values(shrinkageplot(sleepstudy));
  expect(row.level).toEqual(sleepstudy.ranef.subj.column("subj"));
  expectClose(numbersOf(row, "to0"), sleepstudy.ranef.subj.numeric("(Intercept)"), { absolute: 1e-2 });
  expectClose(numbersOf(row, "to1"), sleepstudy.ranef.subj.numeric("days"), { absolute: 1e-3 });
});

test("at θref = θ̂ nothing moves, at another θ the modes are those of that θ", () => {
  const same = values(shrinkageplot(sleepstudy, "subj", { θref: sleepstudy.theta }));
  expect(same.from0).toEqual(same.to0);
  // With θ = (0, 0, 1) there is no random intercept.
  const none = values(shrinkageplot(sleepstudy, "subj", { thetaref: [0, 0, 1] }));
  expectClose(numbersOf(none, "from0"), new Float64Array(18), { absolute: 1e-9 });
});

test("pairs of four effects of crossed factors as a triangle that shares its axes", () => {
  const { spec } = shrinkageplot(fitted("kb07_m0"), "item");
  expect(spec.concat).toHaveLength(9);
  expect(spec.concat.map(({ layer }) => layer.length > 1)).toEqual([
    true,
    false,
    false,
    true,
    true,
    false,
    true,
    true,
    true,
  ]);
  const domain = (panel: number, axis: "x" | "y"): unknown =>
    (spec.concat[panel].layer[0].encoding[axis] as { scale: { domain: unknown } }).scale.domain;
  expect(domain(0, "x")).toEqual(domain(6, "x"));
  expect(domain(6, "y")).toEqual(domain(8, "y"));
});

test("the ellipses hold shares of the estimated normal distribution", () => {
  const { concat } = shrinkageplot(sleepstudy, "subj", { ellipse: true, ellipseLevels: [0.5] }).spec;
  const [ellipse] = concat[0].layer[0].data!.values;
  const { subj } = sleepstudy.σs;
  const [λ] = sleepstudy.lambda;
  const covariance = sleepstudy.sigma ** 2 * λ[0] * λ[2];
  const [a, d] = [subj["(Intercept)"] ** 2, subj["days"] ** 2];
  const determinant = a * d - covariance ** 2;
  const squares = numbersOf(ellipse, "x").map((x, i) => {
    const y = numbersOf(ellipse, "y")[i];
    return (d * x * x - 2 * covariance * x * y + a * y * y) / determinant;
  });
  // χ² with two degrees of freedom: P(X ≤ 2·log 2) = 1/2.
  expectClose(
    squares,
    squares.map(() => 2 * Math.LN2),
    { relative: 2e-3 },
  );
});

test("errors name the rule and the value", () => {
  expect(() => shrinkageplot(fitted("dyestuff"))).toThrow(
    `shrinkageplot draws pairs of random effects, but batch has only '(Intercept)'; caterpillar(m, "batch") draws one`,
  );
  expect(() => shrinkageplot(sleepstudy, "subj", { cols: ["days"] })).toThrow("only 'days'");
  expect(() => shrinkageplot(sleepstudy, "item")).toThrow("unknown grouping factor 'item'");
  expect(() => shrinkageplot(sleepstudy, "subj", { θref: [1] })).toThrow("has the 3 elements of the model's θ; got 1");
  expect(() => shrinkageplot(sleepstudy, "subj", { θref: [1, NaN, 1] })).toThrow("finite numbers, not NaN");
  expect(() => shrinkageplot(sleepstudy, "subj", { ellipse: true, ellipseLevels: [95] })).toThrow(
    "lie between 0 and 1, not at 95",
  );
  expect(() => shrinkageplot(sleepstudy, "subj", { elipse: true } as object)).toThrow("elipse");
});
