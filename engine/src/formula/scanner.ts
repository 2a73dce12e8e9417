/** A piece of formula text; `at` is its first character, counted from 1. */
export interface Token {
  readonly kind: "name" | "number" | "operator" | "end";
  readonly text: string;
  readonly at: number;
}

/** A formula that cannot be read; `at` is the character, counted from 1, where reading stopped. */
export class FormulaError extends SyntaxError {
  override readonly name = "FormulaError";
  constructor(message: string, readonly at: number) {
    super(`${message}, at character ${at} of the formula`);
  }
}

const WHITESPACE = /\s*/y;
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_.]*/uy;
const NUMBER = /\d+(?:\.\d+)?/y;
const OPERATOR = /\|\||[~+\-*&:/()|,]/y;

/** Splits formula text into tokens; names with other characters are written in backticks. */
export function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    return pattern.exec(text)?.[0];
  };
  for (;;) {
    position += take(WHITESPACE)!.length;
    const at = position + 1;
    if (position === text.length) {
      tokens.push({ kind: "end", text: "the end", at });
      return tokens;
    }
    if (text[position] === "`") {
      const close = text.indexOf("`", position + 1);
      if (close < 0) throw new FormulaError("a name in backticks must be closed", at);
      tokens.push({ kind: "name", text: text.slice(position + 1, close).normalize("NFC"), at });
      position = close + 1;
      continue;
    }
    const name = take(NAME);
    const number = name === undefined ? take(NUMBER) : undefined;
    const found = name ?? number ?? take(OPERATOR);
    if (found === undefined) {
      throw new FormulaError(`a formula has names, numbers, ~ + - * & / | and parentheses; found '${String.fromCodePoint(text.codePointAt(position)!)}'`, at);
    }
    tokens.push({ kind: name !== undefined ? "name" : number !== undefined ? "number" : "operator", text: name?.normalize("NFC") ?? found, at });
    position += found.length;
  }
}
