/** A place in a text; line and column count from 0. */
export interface Position {
  line: number;
  column: number;
}

export type PositionMap = (line: number, column: number) => Position | undefined;
