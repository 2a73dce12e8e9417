import { FormulaError } from "engine/errors";
import { formulaTerms } from "engine/formula/language/terms";

/** Fixed terms as text, "1" for the intercept. */
const fixedTerms = (right: string): string[] =>
  formulaTerms(`y ~ ${right} + (1 | subject)`).fixed.map((term) => term.join("&") || "1");
const randomTerms = (right: string): string[] =>
  formulaTerms(`y ~ ${right}`).random.map(
    ({ effects, grouping, correlated }) =>
      `${effects.map((term) => term.join("&") || "1").join("+")} ${correlated ? "|" : "||"} ${grouping.join("&")}`,
  );

const variables = (count: number): string[] => Array.from({ length: count }, (_, i) => `v${i}`);

test.each([
  ["a", "1 a"],
  ["a * b", "1 a b a&b"],
  ["a * b * c", "1 a b c a&b a&c b&c a&b&c"],
  ["a:b + c", "1 c a&b"],
  ["(a + b) & c", "1 a&c b&c"],
  ["(a + b) * (c + d)", "1 a b c d a&c a&d b&c b&d"],
  ["a / b", "1 a a&b"],
  ["a / b / c", "1 a a&b a&b&c"],
  ["a & b + b & a + a & a", "1 a a&b"],
  ["a + a + b", "1 a b"],
  ["a * b - a & b", "1 a b"],
  ["a * b - b & a - b", "1 a"],
  ["0 + a", "a"],
  ["a - 1", "a"],
  ["a + -1", "a"],
  ["a + b + -b + c", "1 a c"],
  ["+a + b", "1 a b"],
  ["(a + b)**2", "1 a b a&b"],
  ["a + 0 + 1", "1 a"],
  ["b & c + a", "1 a b&c"],
  ["(a + b + c)^2", "1 a b c a&b a&c b&c"],
  ["(a + b)^1", "1 a b"],
  ["(a + b + c)^3 - a:b:c", "1 a b c a&b a&c b&c"],
  ["(a * b)^2", "1 a b a&b"],
  ["a^2 + a", "1 a ^ 2 a"],
  ["log(a) * b + log(a)", "1 log(a) b log(a)&b"],
  ["I(a) + protect(a)", "1 a"],
  ["1000 / a + 2*b", "1 1000 / a 2 * b"],
  ["poly(a, 2) & b", "1 poly(a, 2)1&b poly(a, 2)2&b"],
])("%p expands to %p", (right, expected) => {
  expect(fixedTerms(right).join(" ")).toBe(expected);
});

test("an intercept is taken away at the start too", () => {
  expect(formulaTerms("y ~ -1 + a + (1 | g)").fixed).toEqual([["a"]]);
});

test.each([
  ["(1 | g)", ["1 | g"]],
  ["(a | g)", ["1+a | g"]],
  ["(0 + a | g)", ["a | g"]],
  ["(a * b || g)", ["1+a+b+a&b || g"]],
  ["zerocorr(1 + a | g)", ["1+a || g"]],
  ["(1 | g / h)", ["1 | g", "1 | g&h"]],
  ["(1 | g & h)", ["1 | g&h"]],
  ["(1 | g + h) + (1 | k)", ["1 | g", "1 | h", "1 | k"]],
])("random effects %p", (right, expected) => {
  expect(randomTerms(right)).toEqual(expected);
});

test.each([
  ["y ~ a", 6, "a mixed model needs a random-effects term"],
  ["y ~ a * (1 | g)", 9, "not multiplied"],
  ["y ~ 2 + a + (1 | g)", 5, "the only numbers in a formula are 1 and 0"],
  ["y ~ (1 | 3)", 10, "the only numbers in a formula are 1 and 0"],
  ["y ~ (1 + (1 | h) | g)", 10, "a random-effects term"],
  ["y ~ (0 | g)", 5, "this one has none"],
  ["y ~ (a | a)", 5, "'a' does"],
  ["y ~ (1 + a | g & a)", 5, "a variable may not stand on both sides of the bar; 'a' does"],
  ["y ~ a * (b + (1 | g))", 14, "a random-effects term is added to the other terms"],
  [
    "y ~ a * offset(b) + (1 | g)",
    9,
    "an offset is added to the other terms, not multiplied, subtracted or put inside one",
  ],
  ["y ~ a - offset(b) + (1 | g)", 9, "an offset is added to the other terms"],
  ["y ~ (1 + offset(b) | g)", 10, "an offset is added to the other terms"],
  ["y ~ a - (1 | g)", 9, "not multiplied, subtracted or put inside one"],
  ["y ~ (1 | (1 | g))", 10, "a random-effects term is added to the other terms"],
  ["y ~ (1 | 1)", 10, "a grouping factor is a variable or an interaction of variables, not 1 or 0"],
  ["y ~ 0 * a + (1 | g)", 5, "0 stands alone in a sum, where it takes the intercept away, not in a product"],
  [
    "y ~ (1 | g) + (1 + a | g)",
    15,
    "an effect may stand in one term of a grouping factor only; '1' stands in two of 'g'",
  ],
  ["y ~ (a:b | g & h) + (b & a | h & g)", 21, "'b & a' stands in two of 'h & g'"],
])("%p is refused at character %i", (text, at, message) => {
  expect(() => formulaTerms(text)).toThrow(FormulaError);
  expect(() => formulaTerms(text)).toThrow(expect.objectContaining({ at, message: expect.stringContaining(message) }));
});

test("a product of 20 variables is refused before its million terms are made", () => {
  expect(() => formulaTerms(`y ~ ${variables(20).join(" * ")} + (1 | g)`)).toThrow("512 terms at most");
  expect(fixedTerms(variables(8).join(" * "))).toHaveLength(256);
});

test.each([
  [
    "a product of large sums",
    `(${variables(300).join("+")}) & (${variables(300).join("+")})`,
    "multiplying out a formula may take 50000 products at most",
  ],
  [
    "a long product of few variables",
    `a*b*c*d*e*f*g*h${" * a".repeat(50_000)}`,
    "multiplying out a formula may take 50000 products at most",
  ],
  ["a long interaction", variables(20_000).join(" & "), "a term may multiply 32 variables at most"],
  ["a long nesting", variables(20_000).join(" / "), "a term may multiply 32 variables at most"],
  ["a long sum", variables(20_000).join(" + "), "512 terms at most"],
])("%s is refused in linear time", (_, right, message) => {
  expect(() => formulaTerms(`y ~ ${right} + (1 | g)`)).toThrow(message);
});

test("a long sum of repetitions is one term, 512 terms are read", () => {
  expect(fixedTerms(`a${" + a".repeat(50_000)}`)).toEqual(["1", "a"]);
  expect(fixedTerms(variables(512).join(" + "))).toHaveLength(513);
});

test("names of object prototypes are names", () => {
  expect(fixedTerms("__proto__ * constructor")).toEqual(["1", "__proto__", "constructor", "__proto__&constructor"]);
});
