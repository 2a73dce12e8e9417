import { FormulaError } from "engine/errors";
import { printFormula } from "engine/formula/language/print";
import { formulaTerms } from "engine/formula/language/terms";

const printed = (terms: string): string =>
  printFormula(formulaTerms(`y ~ ${terms} + (1 | g)`)).replace(/^y ~ (.*) \+ \(1 \| g\)$/, "$1");

/** 1 and 0 are the intercept where they stand alone in a sum; in a product they are numbers, as 2 is. */
const READ: readonly (readonly [text: string, terms: string])[] = [
  ["1/x", "1 + protect(1 / x)"],
  ["2/x", "1 + protect(2 / x)"],
  ["1/(x + z)", "1 + protect(1 / (x + z))"],
  ["x/1", "1 + protect(x / 1)"],
  ["1*x", "1 + x"],
  ["x*1", "1 + x"],
  ["1*a*b", "1 + a + b + a & b"],
  ["0 + 1*x", "0 + x"],
  ["1*1*x", "1 + x"],
  ["x + 1*z", "1 + x + z"],
  ["1*x*z/2", "1 + protect(1 * x * z / 2)"],
  ["-1*x", "1 + protect(-1 * x)"],
  ["-1/x", "1 + protect(-1 / x)"],
  ["-2*x^2", "1 + protect(-2 * x ^ 2)"],
  ["-(1/x)", "1 + protect(-1 / x)"],
  ["1 + -1*x", "1 + protect(-1 * x)"],
  ["1 + -(2*x)", "1 + protect(-2 * x)"],
  ["1 + 1/x", "1 + protect(1 / x)"],
  ["0 + 1/x", "0 + protect(1 / x)"],
  ["1/x^2", "1 + protect(1 / x ^ 2)"],
  ["1/x/z", "1 + protect(1 / x / z)"],
  ["1/x*z", "1 + protect(1 / x * z)"],
  ["x*1/z", "1 + protect(x * 1 / z)"],
  ["1/1/x", "1 + protect(1 / 1 / x)"],
  ["1.0/x", "1 + protect(1 / x)"],
  ["01/x", "1 + protect(1 / x)"],
  ["1e3*x", "1 + protect(1000 * x)"],
  ["(1/x)", "1 + protect(1 / x)"],
  ["(1)*x", "1 + x"],
  ["1/log(x)", "1 + protect(1 / log(x))"],
  ["log(x)/2", "1 + protect(log(x) / 2)"],
  ["x*z/2", "1 + protect(x * z / 2)"],
  ["(x + z)/2", "1 + protect((x + z) / 2)"],
  ["-(x + z)/2", "1 + protect(-(x + z) / 2)"],
  ["2*pi*x", "1 + protect(2 * pi * x)"],
  ["2*π*x", "1 + protect(2 * π * x)"],
  ["`pi`*2", "1 + protect(`pi` * 2)"],
  ["sin(2*pi*x/12)", "1 + sin(2 * pi * x / 12)"],
  ["1 + x - 1", "0 + x"],
  ["-1", "0"],
  ["-1 + x", "0 + x"],
  ["-x", "1"],
  ["x + -z", "1 + x"],
  ["2*x + z - 2*x", "1 + z"],
  ["1 + (1)", "1"],
  ["(1 + x)^2", "1 + x"],
  ["(1 + a)*b", "1 + a + b + a & b"],
  ["(1 + a) & b", "1 + b + a & b"],
  ["1^x", "1 + 1 ^ x"],
  ["x^1", "1 + x ^ 1"],
  ["x^-1", "1 + x ^ -1"],
  ["I(x > 2)", "1 + protect(x > 2)"],
  ["I(x >= pi)", "1 + protect(x >= pi)"],
  ["I(x ≠ 2)", "1 + protect(x != 2)"],
  ["protect(1 - x)", "1 + protect(1 - x)"],
];

test.each(READ)("%s is read as %s", (text, terms) => {
  expect(printed(text)).toBe(terms);
});

test.each(READ)("what %s is read as is read so again", (_, terms) => {
  expect(printed(terms)).toBe(terms);
});

test.each(["1/x", "-1*x", "1/(x + z)", "I(x > 2)", "2*pi*x"])("%s is an effect of random terms too", (text) => {
  const [{ effects }] = formulaTerms(`y ~ 1 + (${text} | g)`).random;
  expect(effects).toEqual(formulaTerms(`y ~ ${text} + (1 | g)`).fixed);
  const [alone] = formulaTerms(`y ~ 1 + (0 + ${text} | g)`).random;
  expect(alone.effects).toEqual(effects.slice(1));
});

test.each([
  ["0*x", "0 stands alone in a sum"],
  ["x/0", "0 stands alone in a sum"],
  ["0.0*x", "0 stands alone in a sum"],
  ["1 & x", "an interaction is one of columns, not of numbers"],
  ["x:1", "an interaction is one of columns, not of numbers"],
  ["2 & x", "an interaction is one of columns, not of numbers"],
  [
    "1 - 1*x",
    "'1 * x' is no term of the formula that could be taken away; with its sign it is added by + protect(-1 * x)",
  ],
  ["1 - x/2", "'x / 2' is no term of the formula that could be taken away"],
  [
    "-x^2",
    "'x ^ 2' is no term of the formula that could be taken away; with its sign it is added by + protect(-x ^ 2)",
  ],
  ["1 - log(x)", "'log(x)' is no term of the formula that could be taken away"],
  ["x > 2", "a comparison is written as a function, such as I(x > 2)"],
  ["I(x = 2)", "numbers are compared by ==, not by ="],
  ["I(1 < x < 3)", "a comparison has two sides"],
  ["1 + 2", "the only numbers in a formula are 1 and 0"],
  ["poly(x, 2)*2", "arithmetic with numbers takes columns and functions of columns"],
  ["2*(1 | g)", "arithmetic with numbers takes columns and functions of columns"],
  ["ns(x, 0)", "df of ns is a whole number from 1 to 64, not 0"],
  ["bs(x, 2)", "df of bs is a whole number from 3 to 64, not 2"],
  ["ns(x, degree = 2)", "natural splines are cubic"],
  ["ns(x, 3, knots = c(1, 2))", "ns takes df or knots, not both"],
  ["bs(x, kntos = 3)", "bs takes df, knots, degree, Boundary.knots; found 'kntos'"],
  ["ns(x, Boundary.knots = c(2, 1))", "Boundary.knots of ns are two numbers, the smaller one first"],
  ["ns(x, 3)4", "the columns of ns are numbered from 1 to 3; found '4'"],
])("%s is refused", (text, sentence) => {
  expect(() => formulaTerms(`y ~ ${text} + (1 | g)`)).toThrow(FormulaError);
  expect(() => formulaTerms(`y ~ ${text} + (1 | g)`)).toThrow(sentence);
});
