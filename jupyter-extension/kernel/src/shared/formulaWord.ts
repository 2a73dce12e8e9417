import { scan, type Token } from "mixedmodels/editor";

/** The name that is being written at the end of a formula's beginning. */
export interface FormulaWord {
  /** Its letters, without backticks; "" where a name can begin. */
  readonly word: string;
  /** Where it begins, a UTF-16 offset. */
  readonly start: number;
  /** It began with a backtick that is still open. */
  readonly open: boolean;
  /** It is written behind a bar: the name of a grouping factor. */
  readonly grouping: boolean;
  /** The names of columns before it. */
  readonly names: readonly string[];
}

/**
 * Reads the beginning of a formula up to the cursor; undefined where no name can be (in a number, behind a term) or it
 * cannot be read.
 */
export function formulaWord(text: string): FormulaWord | undefined {
  const whole = tokensOf(text);
  const tokens = whole ?? tokensOf(`${text}\``);
  if (tokens === undefined) return undefined;
  const open = whole === undefined;
  const last = tokens.at(-1);
  const start = last === undefined ? text.length : [...text].slice(0, last.at - 1).join("").length;
  const writing = last?.kind === "name" && (open || !/\s$/.test(text));
  if (last && !writing && (last.kind !== "operator" || last.text === ")")) return undefined;
  const before = writing ? tokens.slice(0, -1) : tokens;
  return {
    word: writing ? last.text : "",
    start: writing ? start : text.length,
    open,
    grouping: behindBar(before),
    names: before.filter(({ kind }, i) => kind === "name" && before[i + 1]?.text !== "(").map((token) => token.text),
  };
}

/** Without the end; undefined if it cannot be read. */
function tokensOf(text: string): Token[] | undefined {
  try {
    return scan(text).slice(0, -1);
  } catch {
    return undefined;
  }
}

/** In the innermost parentheses that are still open there is a bar. */
function behindBar(tokens: readonly Token[]): boolean {
  const bars = [false];
  for (const { kind, text } of tokens) {
    if (kind !== "operator") continue;
    if (text === "(") bars.push(false);
    else if (text === ")") bars.pop();
    else if (text === "|" || text === "||") bars[bars.length - 1] = true;
  }
  return bars.at(-1) ?? false;
}
