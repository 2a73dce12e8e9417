import { fit } from "engine/model/fit";
import type { MixedModel } from "engine/model/mixedModel";
import { Bernoulli } from "engine/random/bernoulli";
import { dataset } from "engine/table/source/dataset";
import { intervalScale, intervalsOf } from "view/tables/intervals";

const sleepstudy = dataset("sleepstudy");
const inMilliseconds = sleepstudy.toRows().map(({ subj, days, reaction }) => ({ subj, t: 864e5 * days, y: reaction }));

/** Pixels of the shortest interval that is drawn, in a column of 138, and whether all lie within it. */
function drawnIn(model: MixedModel): { shortest: number; isWithin: boolean; rows: number } {
  const view = model.view();
  const intervals = intervalsOf(view, 0.95);
  const { domain, own, omitted } = intervalScale(view, intervals);
  const ends = intervals.flatMap((one, row) => {
    if (one === undefined || omitted.has(row)) return [];
    const unit = own ? (one.upper - one.lower) / 2 : 1;
    return [[one.lower, one.upper].map((end) => (138 * (end / unit - domain[0])) / (domain[1] - domain[0]))];
  });
  return {
    shortest: Math.min(...ends.map(([from, to]) => to - from)),
    isWithin: ends.every(([from, to]) => from >= -1e-9 && to <= 138 + 1e-9),
    rows: ends.length,
  };
}

test.each<[string, () => MixedModel, number]>([
  ["a slope", () => fit("reaction ~ 1 + days + (1 + days | subj)", sleepstudy), 1],
  ["logarithms", () => fit("log(reaction) ~ 1 + days + (1 | subj)", sleepstudy), 1],
  ["powers", () => fit("reaction ~ 1 + days + days^2 + (1 | subj)", sleepstudy), 2],
  ["polynomials", () => fit("reaction ~ 1 + poly(days, 3) + (1 | subj)", sleepstudy), 3],
  ["an effect a millisecond", () => fit("y ~ 1 + t + (1 | subj)", inMilliseconds), 1],
  ["no intercept", () => fit("reaction ~ 0 + days + (1 | subj)", sleepstudy), 1],
  ["an intercept alone", () => fit("yield ~ 1 + (1 | batch)", dataset("dyestuff")), 1],
  ["levels", () => fit("score ~ 1 + Machine + (1 | Worker)", dataset("machines")), 2],
  ["interactions", () => fit("rt_raw ~ 1 + spkr * prec * load + (1 | subj)", dataset("kb07")), 7],
  [
    "a generalized model",
    () => fit("use ~ 1 + age + age^2 + urban + livch + (1 | dist)", dataset("contra"), { family: Bernoulli() }),
    6,
  ],
])("every effect of a model with %s is seen in the column of intervals", (_, model, effects) => {
  const { shortest, isWithin, rows } = drawnIn(model());
  expect([rows, isWithin]).toEqual([effects, true]);
  expect(shortest).toBeGreaterThan(10);
});
