import { FormulaError } from "../../errors";
import { scan, type Token } from "./scanner";

const MAX_DEPTH = 100;

/** A walk through the tokens of a formula. */
export class Tokens {
  private readonly tokens: readonly Token[];
  private next = 0;
  private depth = 0;

  constructor(text: string) {
    this.tokens = scan(text);
  }

  peek(): Token {
    return this.tokens[this.next];
  }

  advance(): Token {
    const token = this.tokens[this.next];
    if (token.kind !== "end") this.next++;
    return token;
  }

  /** Steps over the operator if it comes next. */
  skip(operator: string): boolean {
    const found = isOperator(this.peek(), operator);
    if (found) this.advance();
    return found;
  }

  expect(operator: string, where: string): void {
    const token = this.advance();
    if (!isOperator(token, operator))
      throw new FormulaError(`expected '${operator}' ${where}; found ${shown(token)}`, token.at);
  }

  /** Reads something that may hold itself, such as what stands in parentheses; refuses what is nested too deep. */
  nested<T>(at: number, read: () => T): T {
    if (++this.depth > MAX_DEPTH) throw new FormulaError(`parentheses may be nested ${MAX_DEPTH} deep at most`, at);
    const result = read();
    this.depth--;
    return result;
  }
}

export function isOperator(token: Token, text: string): boolean {
  return token.kind === "operator" && token.text === text;
}

/** A token as errors name it. */
export function shown({ kind, text }: Token): string {
  return kind === "end" ? text : `'${text}'`;
}
