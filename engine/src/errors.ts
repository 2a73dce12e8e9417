import { placeMark } from "./words/placeMark";

/**
 * What this package throws for something that it was given. The message is one sentence: the rule, the offending value
 * and, where it is not plain, what to do. Subclasses, told apart by `instanceof` or `name`, say what was wrong.
 */
export abstract class MixedModelsError extends Error {
  abstract override readonly name: string;
  /** @param below lines that follow the sentence as they are */
  constructor(message: string, options?: ErrorOptions, below = "") {
    super(inOneLine(message) + below, options);
  }
}

const LONGEST = 600;

/** Names come from data: line ends and control characters are written out, and what is too long to read is cut. */
function inOneLine(message: string): string {
  const line = message.replace(/[\p{Cc}\u2028\u2029]/gu, (character) =>
    character === "\n" ? "\\n" : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST / 2)} … ${line.slice(-LONGEST / 2)}`;
}

/**
 * A formula that cannot be read or used; `at` is the character, counted from 1, that the sentence is about. Where the
 * text is known, its line follows the sentence with a mark below the place.
 */
export class FormulaError extends MixedModelsError {
  override readonly name = "FormulaError";
  readonly #sentence: string;

  constructor(
    sentence: string,
    readonly at: number,
    text?: string,
  ) {
    super(`${sentence} (at character ${at} of the formula)`, undefined, text === undefined ? "" : placeMark(text, at));
    this.#sentence = sentence;
  }

  /** @internal What `read` returns; an error about the formula in `text` shows its place there. */
  static in<T>(text: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw error instanceof FormulaError ? new FormulaError(error.#sentence, error.at, text) : error;
    }
  }
}

/** Data that cannot be used: a table, a column, a value, or rows that do not suit a model. */
export class DataError extends MixedModelsError {
  override readonly name = "DataError";
}

/** A limit of the system or of what runs this package, such as `ulimit -v` or an option of Node. */
export class LimitError extends MixedModelsError {
  override readonly name = "LimitError";
}

/** An option or argument outside of what is allowed, of an unknown name, or that does not suit the others. */
export class OptionError extends MixedModelsError {
  override readonly name = "OptionError";
}

/**
 * A file, folder, address or package that cannot be read, written or fetched, or holds something else than it should.
 */
export class FileError extends MixedModelsError {
  override readonly name = "FileError";
  /** @param path of the file or folder, the address, or the name of the package */
  constructor(
    message: string,
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
