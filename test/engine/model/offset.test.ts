import { simulate } from "engine/bootstrap/drawing/simulate";
import { fit, refit } from "engine/model/fit";
import { likelihoodratiotest } from "engine/model/likelihoodRatioTest";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { predict } from "engine/model/predict";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { expectClose } from "../support/expectClose";
import { tables } from "../support/weighted";

const { sleepstudy } = tables;
const rows = sleepstudy.toRows().map((row, i) => ({
  ...row,
  reaction: row.reaction as number,
  known: 3 * (row.days as number) + (i % 7),
  base: 50 + (i % 11),
}));
const random = "(1 + days | subj)";
const model = fit(`reaction ~ 1 + days + offset(known) + ${random}`, rows);
const numbers = (each: LinearMixedModel): number[] => [
  each.objective,
  each.sigma,
  ...each.coef,
  ...each.stderror,
  ...each.theta,
  ...each.fitted,
];
const known = rows.map((row) => row.known);

test("an offset is subtracted from the response and added to what is fitted", () => {
  const moved = fit(
    `reaction ~ 1 + days + ${random}`,
    rows.map((row) => ({ ...row, reaction: row.reaction - row.known })),
  );
  expectClose(numbers(model).slice(0, 9), numbers(moved).slice(0, 9), { relative: 1e-9 });
  expectClose(
    model.fitted,
    moved.fitted.map((value, i) => value + known[i]),
    { relative: 1e-9 },
  );
  expectClose(model.residuals, moved.residuals, { absolute: 1e-6 });
  expect(model.offset).toEqual(Float64Array.from(known));
  expect(model.response).toEqual(sleepstudy.numeric("reaction"));
  expect(moved.offset).toEqual(new Float64Array(180));
});

test("it is written in the formula or given as a column or numbers", () => {
  for (const offset of ["known", known, Float64Array.from(known)])
    expect(numbers(fit(`reaction ~ 1 + days + ${random}`, rows, { offset }))).toEqual(numbers(model));
  expect(model.formula).toBe(`reaction ~ 1 + days + offset(known) + ${random}`);
  expect(String(fit(`reaction ~ 1 + days + ${random}`, rows, { offset: "known" }))).toContain("; offset known\n");
});

test("all offsets add up", () => {
  const two = fit(`reaction ~ offset(2 * base) + days + offset(known) + ${random}`, rows, {
    offset: rows.map((row) => -2 * row.base),
  });
  expectClose(numbers(two), numbers(model), { relative: 1e-9 });
  expect(two.formula).toBe(`reaction ~ 1 + days + offset(2 * base) + offset(known) + ${random}`);
});

test("calculations of columns are offsets, and only of columns that are there", () => {
  const logs = fit(`reaction ~ 1 + days + offset(100 * log(base) / 2 - known^2) + ${random}`, rows);
  expectClose(
    logs.offset,
    rows.map((row) => 50 * Math.log(row.base) - row.known ** 2),
    { relative: 1e-14 },
  );
  expect(() => fit(`reaction ~ 1 + offset(knwon) + ${random}`, rows)).toThrow(
    "unknown variable 'knwon' (did you mean 'known'?)",
  );
  expect(() => fit(`reaction ~ 1 + days + offset(subj) + (1 | subj)`, rows)).toThrow(
    "a formula calculates with numbers; 'subj' holds strings",
  );
  expect(() => fit(`reaction ~ 1 + days + offset(reaction) + ${random}`, rows)).toThrow(
    "the response may not stand on the right side too; 'reaction' does",
  );
});

test("rows without an offset are left out and counted", () => {
  const missing = rows.map((row, i) => ({ ...row, known: i % 60 === 5 ? null : row.known }));
  const left = fit(`reaction ~ 1 + days + offset(known) + ${random}`, missing);
  expect([left.nobs, left.nmissing]).toEqual([177, 3]);
  expect(fit(`reaction ~ 1 + days + ${random}`, missing, { offset: "known" }).nmissing).toBe(3);
  expect(() =>
    fit(`reaction ~ 1 + days + ${random}`, rows, { offset: rows.map((_, i) => (i === 4 ? Infinity : 1)) }),
  ).toThrow("the variables of a formula must be finite; '{ offset }' is Infinity in row 5");
  expect(() => fit(`reaction ~ 1 + days + ${random}`, rows, { offset: [1] })).toThrow(
    "the option offset has a number for each row of the table; got 1 for 180 rows",
  );
});

test("predictions add the offset of the new rows", () => {
  expectClose(predict(model, rows), model.fitted, { relative: 1e-12 });
  const fresh = rows.slice(0, 3).map((row) => ({ ...row, known: row.known + 1000 }));
  expectClose(
    predict(model, fresh),
    model.fitted.slice(0, 3).map((value) => value + 1000),
    { relative: 1e-12 },
  );
  const byName = fit(`reaction ~ 1 + days + ${random}`, rows, { offset: "known" });
  expectClose(predict(byName, fresh), predict(model, fresh), { relative: 1e-12 });
  for (const each of [model, byName])
    expect(() =>
      predict(
        each,
        rows.map(({ known: _, ...row }) => row),
      ),
    ).toThrow("new data need every column of the right side; unknown column 'known'");
  const byNumbers = fit(`reaction ~ 1 + days + ${random}`, rows, { offset: known });
  expect(predict(byNumbers)).toEqual(byNumbers.fitted);
  expect(() => predict(byNumbers, fresh)).toThrow(
    "an offset of other data is known where the fit took it from a column",
  );
});

test("simulated responses have the offset, and refits take it off again", () => {
  const large = fit(`reaction ~ 1 + days + ${random}`, rows, { offset: rows.map(() => 1e5) });
  const plain = fit(`reaction ~ 1 + days + ${random}`, rows);
  const [a, b] = [large, plain].map((each) =>
    simulate(new MersenneTwister(1), each, { β: plain.coef, σ: plain.sigma, θ: plain.theta }),
  );
  expectClose(
    a,
    b.map((value) => value + 1e5),
    { relative: 1e-12 },
  );
  expectClose(refit(large, a).coef, refit(plain, b).coef, { relative: 1e-6 });
});

test("models of other offsets are not compared", () => {
  const small = fit("reaction ~ 1 + days + (1 | subj)", rows);
  expect(() => likelihoodratiotest(small, model)).toThrow(
    "a likelihood-ratio test needs models of the same offset; theirs differ",
  );
  expect(likelihoodratiotest(fit("reaction ~ 1 + offset(known) + days + (1 | subj)", rows), model).chisqDof[0]).toBe(2);
});
