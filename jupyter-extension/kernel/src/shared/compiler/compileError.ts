import type { Position } from "./positions";

/** A fault that the TypeScript compiler found; the place counts from 0. */
export interface Fault extends Position {
  /** The compiler's number for it, if it is one of its own. */
  code: number | undefined;
  /** File next to the notebook; the cell itself has none. */
  file: string | undefined;
  message: string;
}

/** Thrown when a cell does not compile. */
export class CompileError extends Error {
  /** @param cell - the cell's name; @param source - its text */
  constructor(
    readonly cell: string,
    readonly source: string,
    readonly faults: readonly Fault[],
  ) {
    super(faults[0]!.message);
    this.name = "TypeScriptError";
  }
}
