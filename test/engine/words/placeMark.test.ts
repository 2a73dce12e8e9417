import { FormulaError } from "engine/errors";
import { fit } from "engine/model/fit";
import { dataset } from "engine/table/source/dataset";

const message = (formula: string): string => {
  try {
    fit(formula, dataset("kb07"));
  } catch (error) {
    if (error instanceof FormulaError) return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
};
/** The lines after the sentence. */
const picture = (formula: string): string[] => message(formula).split("\n").slice(1);

test("an error shows the formula with a mark below the place", () => {
  expect(message("rt_trunc ~ 1 + sprk + (1 | subj)").split("\n")).toEqual([
    "unknown variable 'sprk' (did you mean 'spkr'?); columns are subj, item, spkr, prec, load, rt_trunc, " +
      "rt_raw (at character 16 of the formula)",
    "  rt_trunc ~ 1 + sprk + (1 | subj)",
    "                 ^",
  ]);
  expect(picture("rt_trunc ~ 1 + spkr + (1 | subj")).toEqual([
    "  rt_trunc ~ 1 + spkr + (1 | subj",
    `${" ".repeat(33)}^`,
  ]);
});

test("of several lines the one with the place, of a long line its surroundings", () => {
  expect(picture("rt_trunc ~ 1 + spkr\n  + prec\n  + (1 | sbj)")).toEqual(["    + (1 | sbj)", "           ^"]);
  expect(picture("rt_trunc ~\n")).toEqual([]);
  const sum = Array(40).fill("spkr").join(" + ");
  const [line, mark] = picture(`rt_trunc ~ ${sum} + sprk + ${sum} + (1 | subj)`);
  expect([...line].length).toBeLessThan(110);
  expect(line.slice(mark.indexOf("^"), mark.indexOf("^") + 4)).toBe("sprk");
});

test("the mark stands below wide characters too, and control characters stay out", () => {
  expect(picture("`反応時間` ~ 1 + (1 | subj)")).toEqual(["  `反応時間` ~ 1 + (1 | subj)", "  ^"]);
  expect(picture("rt_trunc ~ `反応` + (1 | subj)")[1]).toBe(`${" ".repeat(13)}^`);
  expect(picture("rt_trunc ~ 1 + `\u001b[31m` + x + (1 | subj)")[0]).not.toContain("\u001b");
});

test.each([
  ["factor", "a column of numbers becomes a factor by its contrasts, such as { contrasts: { x: DummyCoding() } }"],
  ["scale", "a column is standardized by { contrasts: { x: ZScore() } }"],
  ["center", "a column is centered by { contrasts: { x: Center() } }"],
])("%s(x) says how it is written here", (name, advice) => {
  expect(message(`rt_trunc ~ 1 + ${name}(rt_raw) + (1 | subj)`)).toContain(
    `'${name}' is no function of a formula: ${advice}`,
  );
});
