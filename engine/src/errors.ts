/**
 * What this package throws for something that it was given. The message is one sentence: the rule, the offending value and,
 * where it is not plain, what to do. Subclasses, told apart by `instanceof` or `name`, say what was wrong.
 */
export abstract class MixedModelsError extends Error {
  abstract override readonly name: string;
}

/** A formula that cannot be read or used; `at` is the character, counted from 1, that the sentence is about. */
export class FormulaError extends MixedModelsError {
  override readonly name = "FormulaError";
  constructor(message: string, readonly at: number) {
    super(`${message} (at character ${at} of the formula)`);
  }
}

/** Data that cannot be used: a table, a column, a value, or rows that do not suit a model. */
export class DataError extends MixedModelsError {
  override readonly name = "DataError";
}

/** An option or argument outside of what is allowed, of an unknown name, or that does not suit the others. */
export class OptionError extends MixedModelsError {
  override readonly name = "OptionError";
}

/** A file, folder, address or package that cannot be read, written or fetched, or holds something else than it should. */
export class FileError extends MixedModelsError {
  override readonly name = "FileError";
  /** @param path of the file or folder, the address, or the name of the package */
  constructor(message: string, readonly path: string, options?: ErrorOptions) {
    super(message, options);
  }
}
