import { FormulaError, OptionError } from "engine/errors";
import { type Expression, parse } from "engine/formula/language/parse";

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
  ["y ~ a ~ b", 7, "found '~'"],
  ["y ~ zerocorr(a)", 13, "zerocorr takes a random-effects term"],
  ["y ~ a + * b", 9, "expected a variable, 1, 0 or a parenthesis; found '*'"],
  ["y ~ 1 + x | g", 11, "a random-effects term stands in parentheses, such as (1 + x | g)"],
  ["y ~ (1 | g | h)", 12, "expected ')' after the grouping factor; found '|'"],
  ["y ~ lgo(x)", 5, "unknown function 'lgo' (did you mean 'log'?); functions are log, log2"],
  ["y ~ log(x", 10, "expected ')' to close log(; found the end"],
  ["y ~ log()", 9, "expected a column, a number or a parenthesis; found ')'"],
  ["y ~ log(x | g)", 11, "expected ')' to close log(; found '|'"],
  ["log(y ~ x", 7, "expected ')' to close log("],
  ["log(2) ~ x", 1, "the left side of a formula is the name of the response or a calculation with it; found 'log'"],
  ["y ~ I(2)", 5, "arithmetic in a formula needs a column; 2 has none"],
  ["y ~ 2 * a:b", 10, "arithmetic with numbers knows + - * / and ^, not interactions"],
  ["y ~ 2 * (1 | g)", 9, "arithmetic with numbers takes columns and functions of columns"],
  ["y ~ (a + b)^x", 12, "terms are raised to a whole number from 1 to 32"],
  ["y ~ (a + b)^99", 12, "terms are raised to a whole number from 1 to 32"],
  ["y ~ poly(x)", 11, "expected ',' before the degree of poly; found ')'"],
  ["y ~ poly(x, 1.5)", 13, "the degree of poly is a whole number from 1 to 32; found '1.5'"],
  ["y ~ poly(x, 2)3", 15, "the columns of poly are numbered from 1 to 2; found '3'"],
  ["y ~ offset x", 12, "expected an operator or the end; found 'x'"],
  ["y ~ offset(x", 13, "expected ')' to close offset(; found the end"],
  ["y ~ offset(5)", 5, "arithmetic in a formula needs a column; 5 has none"],
  ["y ~ 2 * offset(x)", 9, "arithmetic with numbers takes columns and functions of columns"],
  ["y ~ fulldummy(1)", 15, "fulldummy takes the name of a factor; found '1'"],
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
  ["(a + b)^2 * c", "(((a + b) ^ 2) * c)"],
  ["a:b^2 + log(x) / c", "((a & [b ^ 2]) + ([log(x)] / c))"],
  ["a + offset(log(b) / 2)", "(a + [offset(log(b) / 2)])"],
  ["offset + a", "(offset + a)"],
  ["2 * (a - 1) + b", "([protect(2 * (a - 1))] + b)"],
])("%p is read as %p", (right, tree) => {
  expect(bracketed(parse(`y ~ ${right}`).right)).toBe(tree);
});

test("the response is a name, in backticks if need be", () => {
  expect(parse(" `rt (ms)` ~ 1")).toMatchObject({ response: { kind: "column", name: "rt (ms)" }, responseAt: 2 });
});

test("text is asked for", () => {
  expect(() => parse(undefined as unknown as string)).toThrow(OptionError);
});

test("10,000 nested parentheses are refused, not followed", () => {
  expect(() => parse(`y ~ ${"(".repeat(10_000)}a${")".repeat(10_000)}`)).toThrow("nested 100 deep at most");
  expect(parse(`y ~ ${"(".repeat(100)}a${")".repeat(100)}`).response).toEqual({ kind: "column", name: "y", at: 1 });
});

test("20,000 operators in a row are read or refused at once", () => {
  expect(parse(`y ~ ${"a + ".repeat(20_000)}b`).response).toEqual({ kind: "column", name: "y", at: 1 });
  expect(() => parse(`y ~ ${"-".repeat(20_000)}b`)).toThrow(FormulaError);
  expect(() => parse(`y ~ I(${"-".repeat(20_000)}b)`)).toThrow("nested 100 deep at most");
  expect(() => parse(`y ~ b${"^b".repeat(20_000)}`)).toThrow(FormulaError);
  expect(() => parse(`y ~ I(${"a + ".repeat(20_000)}b)`)).toThrow(
    "may combine 1000 numbers and columns at most; this one has 20001",
  );
  expect(() => parse(`y ~ 2${" * a".repeat(20_000)}`)).toThrow("may combine 1000 numbers and columns at most");
  expect(() => parse(`y ~ ${"log(".repeat(20_000)}`)).toThrow("nested 100 deep at most");
});

/** The tree as text, with every chain in parentheses and every random-effects term in braces. */
function bracketed(node: Expression): string {
  switch (node.kind) {
    case "variable":
      return node.name;
    case "intercept":
      return node.present ? "1" : "0";
    case "number":
      return String(node.value);
    case "derived":
      return node.variables.map(({ text }) => `[${text}]`).join(" ");
    case "offset":
      return `[${node.variable.text}]`;
    case "power":
      return `(${bracketed(node.base)} ^ ${node.exponent})`;
    case "random":
      return `{${bracketed(node.effects)} ${node.correlated ? "|" : "||"} ${bracketed(node.grouping)}}`;
    case "chain": {
      const rest = node.rest.map(({ operator, operand }) => ` ${operator} ${bracketed(operand)}`);
      return `(${bracketed(node.first)}${rest.join("")})`;
    }
  }
}
