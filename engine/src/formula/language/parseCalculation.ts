import { FormulaError } from "../../errors";
import { unknownName } from "../../words/nearest";
import { type ArithmeticOperator, type Calculation, COMPARISONS, type Comparison, constant } from "./calculation";
import { functions } from "./functions";
import type { Token } from "./scanner";
import { isOperator, shown, type Tokens } from "./tokens";

const RANKS: readonly ReadonlySet<string>[] = [new Set(["+", "-"]), new Set(["*", "/"])];

/** The names under which arithmetic is kept from being read as a formula: R's `I(…)` and Julia's `protect(…)`. */
export const protectors: ReadonlySet<string> = new Set(["I", "identity", "protect"]);

/** Reads arithmetic without a comparison: the left side of a formula. */
export function parseSum(tokens: Tokens): Calculation {
  return chain(tokens, 0);
}

/** Reads arithmetic, perhaps with a comparison: what stands in the parentheses of a function. */
export function parseCalculation(tokens: Tokens): Calculation {
  const first = chain(tokens, 0);
  const operator = comparison(tokens);
  if (operator === undefined) return first;
  const rest = [{ operator, operand: chain(tokens, 0) }];
  const { at } = tokens.peek();
  if (comparison(tokens) !== undefined)
    throw new FormulaError("a comparison has two sides; write I((a < b) * (b < c)) for both", at);
  return { kind: "arithmetic", first, rest };
}

/** Steps over an operator that compares, if one comes next. */
function comparison(tokens: Tokens): Comparison | undefined {
  const { kind, text, at } = tokens.peek();
  if (kind !== "operator") return undefined;
  if (text === "=") throw new FormulaError("numbers are compared by ==, not by =", at);
  if (!COMPARISONS.has(text)) return undefined;
  tokens.advance();
  return text as Comparison;
}

/** How to write what R or Julia has a function for that is none here. */
const spelledOtherwise: ReadonlyMap<string, string> = new Map([
  ...["factor", "as.factor", "categorical", "ordered"].map(
    (name) =>
      [
        name,
        "a column of numbers becomes a factor by its contrasts, such as { contrasts: { x: DummyCoding() } }",
      ] as const,
  ),
  ...["scale", "zscore", "standardize"].map(
    (name) => [name, "a column is standardized by { contrasts: { x: ZScore() } }"] as const,
  ),
  ["center", "a column is centered by { contrasts: { x: Center() } }"],
]);

/** Reads the parentheses after the name of a function. */
export function parseCall(tokens: Tokens, name: Token): Calculation {
  const otherwise = spelledOtherwise.get(name.text);
  if (otherwise !== undefined)
    throw new FormulaError(`'${name.text}' is no function of a formula: ${otherwise}`, name.at);
  if (!protectors.has(name.text) && !functions.has(name.text)) {
    throw new FormulaError(
      unknownName("function", name.text, "functions", [
        ...functions.keys(),
        "I",
        "protect",
        "poly",
        "ns",
        "bs",
        "offset",
        "zerocorr",
        "fulldummy",
      ]),
      name.at,
    );
  }
  tokens.expect("(", `after ${name.text}`);
  const operand = tokens.nested(name.at, () => parseCalculation(tokens));
  tokens.expect(")", `to close ${name.text}(`);
  return protectors.has(name.text) ? operand : { kind: "call", name: name.text, operand };
}

/** Reads what follows `^`: a number, a column, a call or parentheses, perhaps negative. */
export function parseExponent(tokens: Tokens): Calculation {
  return tokens.nested(tokens.peek().at, () =>
    tokens.skip("-") ? { kind: "negative", operand: parseExponent(tokens) } : atom(tokens),
  );
}

function chain(tokens: Tokens, rank: number): Calculation {
  const operand = (): Calculation => (rank + 1 < RANKS.length ? chain(tokens, rank + 1) : signed(tokens));
  const first = operand();
  const rest: { operator: ArithmeticOperator; operand: Calculation }[] = [];
  for (;;) {
    const token = tokens.peek();
    if (token.kind !== "operator" || !RANKS[rank].has(token.text))
      return rest.length === 0 ? first : { kind: "arithmetic", first, rest };
    tokens.advance();
    rest.push({ operator: token.text as ArithmeticOperator, operand: operand() });
  }
}

function signed(tokens: Tokens): Calculation {
  const { at } = tokens.peek();
  if (tokens.skip("-")) return tokens.nested(at, () => ({ kind: "negative", operand: signed(tokens) }));
  const first = atom(tokens);
  return tokens.skip("^")
    ? { kind: "arithmetic", first, rest: [{ operator: "^", operand: parseExponent(tokens) }] }
    : first;
}

/** The column, or the constant, that a name stands for in arithmetic. */
export function named({ text, at, quoted }: Pick<Token, "text" | "at" | "quoted">): Calculation {
  return (quoted ? undefined : constant(text, at)) ?? { kind: "column", name: text, at };
}

function atom(tokens: Tokens): Calculation {
  const token = tokens.advance();
  const { kind, text, at } = token;
  if (kind === "number") return { kind: "number", value: Number(text) };
  if (kind === "name") return isOperator(tokens.peek(), "(") ? parseCall(tokens, token) : named(token);
  if (!isOperator(token, "("))
    throw new FormulaError(`expected a column, a number or a parenthesis; found ${shown(token)}`, at);
  const inside = tokens.nested(at, () => parseCalculation(tokens));
  tokens.expect(")", "to close the parenthesis");
  return inside;
}
