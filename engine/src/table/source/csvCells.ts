/** The cells of a column of a CSV file, looked at once for all that is asked of them. */
export interface CSVCells {
  /** As the file has them. */
  readonly cells: readonly string[];
  /** Without blanks around them. */
  readonly trimmed: readonly string[];
  /** 1 for a cell that stands for a missing value. */
  readonly isAbsent: Uint8Array;
  /** How many stand for no missing value. */
  readonly presentCount: number;
  /** What stands for a missing value. */
  readonly absent: ReadonlySet<string>;
}

/** The cells in column `j` of rows. @param absent what stands for a missing value, also with blanks around it */
export function csvCells(rows: readonly (readonly string[])[], j: number, absent: ReadonlySet<string>): CSVCells {
  const count = rows.length;
  const cells = new Array<string>(count);
  const trimmed = new Array<string>(count);
  const isAbsent = new Uint8Array(count);
  const lengths = new Set(Array.from(absent, (text) => text.length));
  let presentCount = count;
  for (let i = 0; i < count; i++) {
    const cell = rows[i][j];
    const core = cell.trim();
    cells[i] = cell;
    trimmed[i] = core;
    // A lookup reads the whole text; most cells are longer than all that stands for a missing value.
    const isMissing = (lengths.has(core.length) && absent.has(core)) || (core !== cell && absent.has(cell));
    if (!isMissing) continue;
    isAbsent[i] = 1;
    presentCount--;
  }
  return { cells, trimmed, isAbsent, presentCount, absent };
}

/** Whether there are cells that stand for no missing value, and all of them, without blanks around them, are such. */
export function everyPresent({ trimmed, isAbsent, presentCount }: CSVCells, test: (cell: string) => boolean): boolean {
  for (let i = 0; i < trimmed.length; i++) if (isAbsent[i] === 0 && !test(trimmed[i])) return false;
  return presentCount > 0;
}

/** Whether one of the cells that stand for no missing value is such. */
export function somePresent({ trimmed, isAbsent }: CSVCells, test: (cell: string) => boolean): boolean {
  for (let i = 0; i < trimmed.length; i++) if (isAbsent[i] === 0 && test(trimmed[i])) return true;
  return false;
}
