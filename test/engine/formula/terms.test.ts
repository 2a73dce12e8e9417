import { FormulaError } from "engine/formula/scanner";
import { formulaTerms } from "engine/formula/terms";

/** Fixed terms as text, "1" for the intercept. */
const fixedTerms = (right: string): string[] => formulaTerms(`y ~ ${right} + (1 | subject)`).fixed.map((term) => term.join("&") || "1");
const randomTerms = (right: string): string[] =>
  formulaTerms(`y ~ ${right}`).random.map(({ effects, grouping, correlated }) => `${effects.map((term) => term.join("&") || "1").join("+")} ${correlated ? "|" : "||"} ${grouping.join("&")}`);

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
  ["a + 0 + 1", "1 a"],
  ["b & c + a", "1 a b&c"],
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
  ["y ~ (1 + (1 | h) | g)", 10, "a random-effects term"],
  ["y ~ (0 | g)", 5, "this one has none"],
  ["y ~ (a | a)", 5, "'a' does"],
])("%p is refused at character %i", (text, at, message) => {
  expect(() => formulaTerms(text)).toThrow(FormulaError);
  expect(() => formulaTerms(text)).toThrow(expect.objectContaining({ at, message: expect.stringContaining(message) }));
});

test("a product of 20 variables is refused before its million terms are made", () => {
  const variables = Array.from({ length: 20 }, (_, i) => `v${i}`);
  expect(() => formulaTerms(`y ~ ${variables.join(" * ")} + (1 | g)`)).toThrow("512 terms at most");
  expect(fixedTerms(variables.slice(0, 8).join(" * "))).toHaveLength(256);
});

test("names of object prototypes are names", () => {
  expect(fixedTerms("__proto__ * constructor")).toEqual(["1", "__proto__", "constructor", "__proto__&constructor"]);
});
