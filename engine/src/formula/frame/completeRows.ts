import { DataError } from "../../errors";
import { countsAsNumeric, numbersOf } from "../../table/dates";
import type { Factor } from "../../table/factor";
import type { Table } from "../../table/table";

/** The variables of a formula over some rows. */
export interface Rows {
  readonly count: number;
  isNumeric(name: string): boolean;
  numeric(name: string): Float64Array;
  factor(name: string): Factor;
}

/** The variables of a formula over the rows of a table where none of them is missing. */
export class CompleteRows implements Rows {
  readonly count: number;
  /** Positions of the rows in the table. */
  readonly rows: Int32Array;
  private readonly unfiltered = new Map<string, Factor>();
  private readonly numbers = new Map<string, Float64Array>();
  private readonly factors = new Map<string, Factor>();

  /** @throws if a number is infinite or no row is complete */
  constructor(
    private readonly table: Table,
    variables: Iterable<string>,
  ) {
    const names = [...new Set(variables)];
    const missing = new Uint8Array(table.numRows);
    for (const name of names) {
      if (this.isNumeric(name)) markMissingNumbers(missing, name, numbersOf(table, name));
      else markMissingLevels(missing, this.allRows(name).refs);
    }
    this.rows = positionsOfZeros(missing);
    this.count = this.rows.length;
    if (this.count === 0) {
      throw new DataError(
        `a model needs rows without missing values in ${names.join(", ")}; of the ${table.numRows} rows there is none`,
      );
    }
  }

  isNumeric(name: string): boolean {
    return countsAsNumeric(this.table, name);
  }

  /** A numeric variable, or a date in days since 1970-01-01: its own copy of the values. */
  numeric(name: string): Float64Array {
    const known = this.numbers.get(name);
    if (known) return known;
    const all = numbersOf(this.table, name);
    const values = this.areAll ? all.slice() : new Float64Array(this.count);
    if (!this.areAll) for (let i = 0; i < this.count; i++) values[i] = all[this.rows[i]];
    this.numbers.set(name, values);
    return values;
  }

  /** A variable as categories, without the levels that occur in no complete row. */
  factor(name: string): Factor {
    const known = this.factors.get(name);
    if (known) return known;
    const all = this.allRows(name);
    const refs = this.areAll ? all.refs.slice() : this.rows.map((row) => all.refs[row]);
    const factor = withoutUnusedLevels({ refs, levels: all.levels });
    this.factors.set(name, factor);
    return factor;
  }

  /**
   * The factor of the combinations that occur of the levels of several variables, ordered by the first, then the next.
   */
  interaction(names: readonly string[]): Factor {
    return names.map((name) => this.factor(name)).reduce(crossed);
  }

  /** Whether no row is left out. */
  private get areAll(): boolean {
    return this.count === this.table.numRows;
  }

  private allRows(name: string): Factor {
    const factor = this.unfiltered.get(name) ?? this.table.factor(name);
    this.unfiltered.set(name, factor);
    return factor;
  }
}

function markMissingNumbers(missing: Uint8Array, name: string, values: Float64Array): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (Number.isFinite(value)) continue;
    if (!Number.isNaN(value))
      throw new DataError(`the variables of a formula must be finite; '${name}' is ${value} in row ${row + 1}`);
    missing[row] = 1;
  }
}

function markMissingLevels(missing: Uint8Array, refs: Int32Array): void {
  for (let row = 0; row < refs.length; row++) if (refs[row] < 0) missing[row] = 1;
}

function positionsOfZeros(flags: Uint8Array): Int32Array {
  const positions = new Int32Array(flags.length);
  let count = 0;
  for (let i = 0; i < flags.length; i++) if (flags[i] === 0) positions[count++] = i;
  return positions.slice(0, count);
}

function withoutUnusedLevels({ refs, levels }: Factor): Factor {
  const used = new Uint8Array(levels.length);
  for (const ref of refs) used[ref] = 1;
  if (used.every(Boolean)) return { refs, levels };
  const position = new Int32Array(levels.length);
  let count = 0;
  used.forEach((flag, level) => (position[level] = flag ? count++ : -1));
  return { refs: refs.map((ref) => position[ref]), levels: levels.filter((_, level) => used[level]) };
}

function crossed(outer: Factor, inner: Factor): Factor {
  const width = inner.levels.length;
  const codes = new Float64Array(outer.refs.length);
  for (let i = 0; i < codes.length; i++) codes[i] = outer.refs[i] * width + inner.refs[i];
  const present = Float64Array.from(new Set(codes)).sort();
  const position = new Map<number, number>();
  present.forEach((code, index) => position.set(code, index));
  const refs = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) refs[i] = position.get(codes[i])!;
  const levels = Array.from(
    present,
    (code) => `${outer.levels[Math.floor(code / width)]}, ${inner.levels[code % width]}`,
  );
  return { refs, levels };
}
