import { FormulaError } from "../../errors";

/** A piece of formula text; `at` is its first character, counted from 1. */
export interface Token {
  readonly kind: "name" | "number" | "operator" | "end";
  /** The piece; of a name in backticks what stands between them, and `^` for `**`. */
  readonly text: string;
  readonly at: number;
  /** Whether a name stands in backticks, so that it is a column whatever it is called. */
  readonly quoted?: boolean;
}

const WHITESPACE = /\s*/y;
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_.]*/uy;
const QUOTED_NAME = /`[^`]*(?:``[^`]*)*`/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const OPERATOR = /\|\||\*\*|[<>=!]=|[~+\-*&:/^(),|<>=≤≥≠[\]]/y;
/** Spellings that stand for another operator. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["**", "^"],
  ["≤", "<="],
  ["≥", ">="],
  ["≠", "!="],
]);

/** Splits formula text into tokens; names with other characters are written in backticks, a backtick in them twice. */
export function scan(formula: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let at = 1;
  const skip = (piece: string): void => {
    position += piece.length;
    at += [...piece].length;
  };
  for (;;) {
    skip(match(WHITESPACE, formula, position) ?? "");
    if (position === formula.length) {
      tokens.push({ kind: "end", text: "the end", at });
      return tokens;
    }
    const { kind, piece } = pieceAt(formula, position, at);
    const text = kind === "name" ? unquote(piece).normalize("NFC") : (SPELLINGS.get(piece) ?? piece);
    tokens.push({ kind, text, at, ...(piece.startsWith("`") ? { quoted: true } : {}) });
    skip(piece);
  }
}

/** The name as it must be written in a formula. */
export function quoteName(name: string): string {
  const plain = match(NAME, name, 0)?.length === name.length;
  return plain ? name : `\`${name.replaceAll("`", "``")}\``;
}

function unquote(piece: string): string {
  return piece.startsWith("`") ? piece.slice(1, -1).replaceAll("``", "`") : piece;
}

function pieceAt(text: string, position: number, at: number): { kind: Token["kind"]; piece: string } {
  const name = match(NAME, text, position) ?? match(QUOTED_NAME, text, position);
  if (name !== undefined) return { kind: "name", piece: name };
  const number = match(NUMBER, text, position);
  if (number !== undefined) return { kind: "number", piece: number };
  const operator = match(OPERATOR, text, position);
  if (operator !== undefined) return { kind: "operator", piece: operator };
  if (text[position] === "`") throw new FormulaError("a name in backticks must be closed by another backtick", at);
  const found = String.fromCodePoint(text.codePointAt(position)!);
  throw new FormulaError(
    `a formula consists of names, numbers, ~ + - * & : / ^ | and parentheses; found '${found}'`,
    at,
  );
}

function match(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0];
}
