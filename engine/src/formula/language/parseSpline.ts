import { FormulaError } from "../../errors";
import { type Calculation, printCalculation } from "./calculation";
import { parseCalculation } from "./parseCalculation";
import type { SplineSettings } from "./splineSettings";
import { isOperator, shown, type Tokens } from "./tokens";

const MOST_COLUMNS = 64;
const NAMES: readonly string[] = ["df", "knots", "degree", "Boundary.knots"];

/** A call of `ns` or `bs` as it stands in a formula. */
export interface SplineCall {
  readonly calculation: Calculation;
  readonly settings: SplineSettings;
  /** The call as text. */
  readonly text: string;
}

/**
 * Reads what follows the name of `ns` or `bs`, as R writes it: `ns(x, 3)`, `bs(x, df = 5, degree = 2)`,
 * `ns(x, knots = c(2, 5), Boundary.knots = c(0, 10))`; brackets may stand for `c(…)`.
 */
export function parseSpline(tokens: Tokens, kind: SplineSettings["kind"], at: number): SplineCall {
  tokens.expect("(", `after ${kind}`);
  const calculation = tokens.nested(at, () => parseCalculation(tokens));
  const found = new Map<string, readonly number[]>();
  while (tokens.skip(",")) {
    const token = tokens.peek();
    const name = token.kind === "name" ? readName(tokens, kind) : "df";
    if (found.has(name)) throw new FormulaError(`${name} of ${kind} is given once; here it is given twice`, token.at);
    found.set(name, readNumbers(tokens));
  }
  tokens.expect(")", `to close ${kind}(`);
  const [df] = found.get("df") ?? [];
  const [degree] = found.get("degree") ?? [3];
  const knots = found.get("knots");
  const boundary = found.get("Boundary.knots");
  const refuse = (rule: string): never => {
    throw new FormulaError(rule, at);
  };
  const least = kind === "ns" ? 1 : degree;
  if (kind === "ns" && found.has("degree")) refuse("natural splines are cubic, so ns takes no degree; bs does");
  if (!(Number.isInteger(degree) && degree >= 1 && degree <= 9))
    refuse(`the degree of bs is from 1 to 9, not ${degree}`);
  if (df !== undefined && knots !== undefined) refuse(`${kind} takes df or knots, not both`);
  if (df !== undefined && !(Number.isInteger(df) && df >= least && df <= MOST_COLUMNS))
    refuse(`df of ${kind} is a whole number from ${least} to ${MOST_COLUMNS}, not ${df}`);
  if (knots !== undefined && knots.length + least > MOST_COLUMNS)
    refuse(`${kind} takes ${MOST_COLUMNS - least} knots at most, not ${knots.length}`);
  if (boundary !== undefined && !(boundary.length === 2 && boundary[0] < boundary[1]))
    refuse(`Boundary.knots of ${kind} are two numbers, the smaller one first`);
  const settings: SplineSettings = {
    kind,
    degree,
    ...(df === undefined ? {} : { df }),
    ...(knots === undefined ? {} : { knots }),
    ...(boundary === undefined ? {} : { boundary: [boundary[0], boundary[1]] as const }),
  };
  return { calculation, settings, text: printSpline(calculation, settings) };
}

function printSpline(calculation: Calculation, { kind, df, knots, degree, boundary }: SplineSettings): string {
  const vector = (values: readonly number[]): string => `c(${values.join(", ")})`;
  const parts = [
    printCalculation(calculation),
    ...(df === undefined ? [] : [String(df)]),
    ...(knots === undefined ? [] : [`knots = ${vector(knots)}`]),
    ...(degree === 3 ? [] : [`degree = ${degree}`]),
    ...(boundary === undefined ? [] : [`Boundary.knots = ${vector(boundary)}`]),
  ];
  return `${kind}(${parts.join(", ")})`;
}

function readName(tokens: Tokens, kind: string): string {
  const token = tokens.advance();
  if (!NAMES.includes(token.text))
    throw new FormulaError(`${kind} takes ${NAMES.join(", ")}; found ${shown(token)}`, token.at);
  tokens.expect("=", `after ${token.text}`);
  return token.text;
}

/** A number, or several as c(1, 2) or [1, 2]. */
function readNumbers(tokens: Tokens): readonly number[] {
  const { kind, text } = tokens.peek();
  if (kind === "name" && text === "c") tokens.advance();
  const closing = isOperator(tokens.peek(), "[") ? "]" : ")";
  if (!tokens.skip("[") && !(kind === "name" && tokens.skip("("))) return [readNumber(tokens)];
  const numbers = [readNumber(tokens)];
  while (tokens.skip(",")) numbers.push(readNumber(tokens));
  tokens.expect(closing, "after the last number");
  return numbers;
}

function readNumber(tokens: Tokens): number {
  const sign = tokens.skip("-") ? -1 : 1;
  const token = tokens.advance();
  if (token.kind !== "number") throw new FormulaError(`expected a number; found ${shown(token)}`, token.at);
  return sign * Number(token.text);
}
