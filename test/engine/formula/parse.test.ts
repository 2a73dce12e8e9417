import { type Expression, parse } from "engine/formula/parse";
import { FormulaError } from "engine/formula/scanner";

test.each([
  ["", 1, "must not be empty"],
  ["   ", 1, "must not be empty"],
  ["~ a", 1, "the name of the response"],
  ["1 ~ a", 1, "the name of the response"],
  ["y", 2, "expected '~' after the response; found the end"],
  ["y ~", 4, "expected a variable, 1, 0 or a parenthesis; found the end"],
  ["y ~ a +", 8, "expected a variable, 1, 0 or a parenthesis"],
  ["y ~ a b", 7, "found 'b'"],
  ["y ~ a + (1 | g", 15, "expected ')' after the grouping factor"],
  ["y ~ (a + b", 11, "expected ')' to close the parenthesis"],
  ["y ~ a)", 6, "found ')'"],
  ["y ~ 2 + a", 5, "the only numbers in a formula are 1 and 0"],
  ["y ~ a ~ b", 7, "found '~'"],
  ["y ~ zerocorr(a)", 13, "zerocorr takes a random-effects term"],
  ["y ~ a + * b", 9, "expected a variable, 1, 0 or a parenthesis; found '*'"],
  ["y ~ 1 + x | g", 11, "a random-effects term stands in parentheses, such as (1 + x | g)"],
  ["y ~ (1 | g | h)", 12, "expected ')' after the grouping factor; found '|'"],
  ["y ~ log(x)", 5, "a formula takes columns, not functions of them; put log(…) into a column of the table first"],
  ["log(y) ~ x", 1, "put log(…) into a column of the table first"],
])("%p is refused at character %i", (text, at, message) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ at, message: expect.stringContaining(message) }));
  expect(() => parse(text)).toThrow(FormulaError);
});

test.each([
  ["x", "x"],
  ["1 + a - b", "(1 + a - b)"],
  ["a + b * c", "(a + (b * c))"],
  ["(a + b) * c", "((a + b) * c)"],
  ["a * b & c", "(a * b & c)"],
  ["a * b:c", "(a * (b & c))"],
  ["a / b + c", "((a / b) + c)"],
  ["-1 + x", "(1 - 1 + x)"],
  ["1 + (1 + x | g) + (0 + x || g & h)", "(1 + {(1 + x) | g} + {(0 + x) || (g & h)})"],
  ["1 + zerocorr(1 + x | g)", "(1 + {(1 + x) || g})"],
  ["zerocorr + ((1 | a / b))", "(zerocorr + {1 | (a / b)})"],
  ["(-1 + x | a + b)", "{(1 - 1 + x) | (a + b)}"],
])("%p is read as %p", (right, tree) => {
  expect(bracketed(parse(`y ~ ${right}`).right)).toBe(tree);
});

test("the response is a name, in backticks if need be", () => {
  expect(parse(" `rt (ms)` ~ 1")).toMatchObject({ response: "rt (ms)", responseAt: 2 });
});

test("text is asked for", () => {
  expect(() => parse(undefined as unknown as string)).toThrow(TypeError);
});

test("10,000 nested parentheses are refused, not followed", () => {
  expect(() => parse(`y ~ ${"(".repeat(10_000)}a${")".repeat(10_000)}`)).toThrow("nested 100 deep at most");
  expect(parse(`y ~ ${"(".repeat(100)}a${")".repeat(100)}`).response).toBe("y");
});

test("20,000 operators in a row are read or refused at once", () => {
  expect(parse(`y ~ ${"a + ".repeat(20_000)}b`).response).toBe("y");
  expect(() => parse(`y ~ ${"-".repeat(20_000)}b`)).toThrow(FormulaError);
});

/** The tree as text, with every chain in parentheses and every random-effects term in braces. */
function bracketed(node: Expression): string {
  switch (node.kind) {
    case "variable":
      return node.name;
    case "intercept":
      return node.present ? "1" : "0";
    case "random":
      return `{${bracketed(node.effects)} ${node.correlated ? "|" : "||"} ${bracketed(node.grouping)}}`;
    case "chain":
      return `(${[bracketed(node.first), ...node.rest.map(({ operator, operand }) => `${operator} ${bracketed(operand)}`)].join(" ")})`;
  }
}
