import { OptionError } from "../../errors";
import { environment } from "../../platform/environment";
import { Table } from "../../table/table";
import type { Failure } from "../sample/failure";
import type { Replicates } from "./replicator";

/** The replicates from the first on without a gap. */
export interface CollectedReplicates {
  readonly tbl: Table;
  /** Evaluations of the objective that each replicate took. */
  readonly evaluations: Int32Array;
  readonly failures: readonly Failure[];
}

/** Puts replicates, which come in any order, in their places. */
export class ReplicateCollector {
  private readonly columns: readonly Float64Array[];
  private readonly evaluations: Int32Array;
  private readonly failures: Failure[] = [];
  /** Ends of the runs of replicates that begin at a number and do not follow on the leading run yet. */
  private readonly ahead = new Map<number, number>();
  private leading = 0;
  private count = 0;

  /**
   * @param names of the columns
   * @param n how many replicates there are to come
   */
  constructor(
    private readonly names: readonly string[],
    n: number,
  ) {
    // Systems promise memory that they do not have, and end who fills it.
    const needed = n * (Float64Array.BYTES_PER_ELEMENT * names.length + Int32Array.BYTES_PER_ELEMENT);
    const memory = environment.memory() ?? Infinity;
    if (needed > memory)
      throw new OptionError(
        `a sample must fit into memory; ${n} replicates of ${names.length} numbers need ` +
          `${gigabytes(needed)} of ${gigabytes(memory)}`,
      );
    try {
      this.columns = names.map(() => new Float64Array(n));
      this.evaluations = new Int32Array(n);
    } catch {
      throw new OptionError(`a sample must fit into memory; ${n} replicates of ${names.length} numbers do not`);
    }
  }

  get done(): number {
    return this.count;
  }
  get failed(): number {
    return this.failures.length;
  }

  /** A column of the replicates that no missing one precedes. */
  column(name: string): Float64Array {
    return this.columns[this.names.indexOf(name)].subarray(0, this.leading);
  }

  add({ first, count, columns, evaluations, failures }: Replicates): void {
    this.columns.forEach((column, c) => column.set(columns.subarray(c * count, (c + 1) * count), first - 1));
    this.evaluations.set(evaluations, first - 1);
    for (const failure of failures) this.failures.push(failure);
    this.count += count;
    this.ahead.set(first, first + count - 1);
    for (let last = this.ahead.get(this.leading + 1); last !== undefined; last = this.ahead.get(this.leading + 1)) {
      this.ahead.delete(this.leading + 1);
      this.leading = last;
    }
  }

  /** The replicates of the leading run from one number to another. */
  between(first: number, last: number): Replicates {
    const count = last - first + 1;
    const columns = new Float64Array(this.columns.length * count);
    this.columns.forEach((column, c) => columns.set(column.subarray(first - 1, last), c * count));
    const failures = this.failures.filter(({ iter }) => iter >= first && iter <= last);
    return { first, count, columns, evaluations: this.evaluations.slice(first - 1, last), failures };
  }

  /** Takes replicates for the first ones. */
  restore({ tbl, evaluations, failures }: CollectedReplicates): void {
    const count = tbl.numRows;
    const columns = new Float64Array(this.names.length * count);
    this.names.forEach((name, c) => columns.set(tbl.numeric(name), c * count));
    this.add({ first: 1, count, columns, evaluations, failures });
  }

  /** Replicates that could not be computed: their rows hold NaN. */
  miss(first: number, count: number, reason: string): void {
    const failures = Array.from({ length: count }, (_, i) => ({ iter: first + i, reason }));
    this.add({
      first,
      count,
      columns: new Float64Array(this.names.length * count).fill(NaN),
      evaluations: new Int32Array(count),
      failures,
    });
  }

  /** The replicates from the first on without a gap. */
  collected(): CollectedReplicates {
    const { tbl, evaluations, failures } = this.soFar();
    if (this.leading === this.evaluations.length) return { tbl, evaluations, failures };
    const columns = tbl.columnNames.map((name) => [name, tbl.numeric(name).slice()] as const);
    return { tbl: Table.fromColumns(columns), evaluations: evaluations.slice(), failures };
  }

  /** The same for now: in the arrays that are being filled, without a copy. */
  soFar(): CollectedReplicates {
    const tbl = Table.fromColumns(this.names.map((name) => [name, this.column(name)]));
    const failures = this.failures.filter(({ iter }) => iter <= this.leading).sort((a, b) => a.iter - b.iter);
    return { tbl, evaluations: this.evaluations.subarray(0, this.leading), failures };
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toPrecision(3)} GB`;
}
