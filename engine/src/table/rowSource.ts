import { OptionError } from "../errors";
import type { Askable } from "../show/host";
import type { RowFilter, RowPage, RowQuery } from "../show/rows";
import { type Column, isNumericArray, valueAt } from "./column";
import type { ColumnTable } from "./columnTable";
import { MOST_COLUMNS, viewCell } from "./tableView";

/** Rows that one answer holds at most. */
const MOST_ROWS = 10_000;

/**
 * Gives the rows of a table in the order and selection that a view asks for. The last order is kept, so that turning
 * pages does not sort again.
 */
export class RowSource implements Askable {
  readonly bytes: number;
  private readonly columns: readonly Column[];
  private ordered: { key: string; order: Uint32Array } | undefined;

  /** @param missing what stands for a missing value */
  constructor(
    private readonly table: ColumnTable,
    private readonly missing: string,
  ) {
    this.columns = table.columnNames.slice(0, MOST_COLUMNS).map((name) => table.column(name));
    this.bytes = table.columnNames.reduce((sum, name) => sum + sizeOf(table.column(name)), 0);
  }

  /** Answers a {@link RowQuery}; throws if it is none. */
  answer(question: unknown): RowPage {
    const query = this.checked(question);
    const order = this.order(query);
    const rows = Array.from(order.subarray(query.from, query.to));
    return {
      matching: order.length,
      rows,
      columns: this.columns.map((values) => rows.map((row) => viewCell(values, row, this.missing))),
    };
  }

  private order({ sort, filters = [] }: RowQuery): Uint32Array {
    const key = JSON.stringify([sort, filters]);
    if (this.ordered?.key !== key) {
      const tests = filters.map((filter) => this.test(filter));
      const all = Uint32Array.from({ length: this.table.numRows }, (_, row) => row);
      const order = tests.length === 0 ? all : all.filter((row) => tests.every((passes) => passes(row)));
      if (sort) order.sort(comparison(this.columns[sort.column], sort.descending));
      this.ordered = { key, order };
    }
    return this.ordered.order;
  }

  private test({ column, least = -Infinity, greatest = Infinity, contains }: RowFilter): (row: number) => boolean {
    const values = this.columns[column];
    // A missing value lies in no range and contains no text.
    if (isNumericArray(values)) return (row) => values[row] >= least && values[row] <= greatest;
    const part = (contains ?? "").toLowerCase();
    return (row) => values[row] !== null && String(values[row]).toLowerCase().includes(part);
  }

  private checked(question: unknown): RowQuery {
    const { ask, from, to, sort, filters } = (question ?? {}) as Partial<RowQuery>;
    if (ask !== "rows") throw new OptionError(`a table is asked for "rows"; got ${JSON.stringify(ask)}`);
    if (!isPlace(from) || !isPlace(to) || to < from || to - from > MOST_ROWS) {
      throw new OptionError(
        `rows are asked for from one place to another, at most ${MOST_ROWS} at a time; ` +
          `got ${String(from)} to ${String(to)}`,
      );
    }
    if (sort !== undefined) this.checkColumn(sort.column);
    for (const { column, least, greatest, contains } of filters ?? []) {
      const values = this.checkColumn(column);
      const fits = isNumericArray(values)
        ? contains === undefined && [least, greatest].every((end) => end === undefined || typeof end === "number")
        : typeof contains === "string" && least === undefined && greatest === undefined;
      if (!fits) {
        const rule = isNumericArray(values)
          ? "numbers are filtered by least and greatest"
          : "text is filtered by what it contains";
        throw new OptionError(
          `${rule}; ` +
            `got ${JSON.stringify({ least, greatest, contains })} for column '${this.table.columnNames[column]}'`,
        );
      }
    }
    return {
      ask,
      from,
      to,
      ...(sort ? { sort: { column: sort.column, descending: sort.descending === true } } : {}),
      ...(filters ? { filters } : {}),
    };
  }

  private checkColumn(index: number): Column {
    const values = this.columns[index];
    if (values === undefined)
      throw new OptionError(`columns are numbered from 0 to ${this.columns.length - 1}; got ${String(index)}`);
    return values;
  }
}

function isPlace(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

/** By number or by text; what is missing stands last in both directions, equal values in the order of the table. */
function comparison(values: Column, descending: boolean): (a: number, b: number) => number {
  const direction = descending ? -1 : 1;
  const missingLast = (noA: boolean, noB: boolean): number => Number(noA) - Number(noB);
  if (isNumericArray(values)) {
    return (a, b) => {
      const [x, y] = [values[a], values[b]];
      if (x < y) return -direction;
      if (x > y) return direction;
      return missingLast(Number.isNaN(x), Number.isNaN(y)) || a - b;
    };
  }
  const { compare } = new Intl.Collator("en");
  return (a, b) => {
    const [x, y] = [valueAt(values, a), valueAt(values, b)];
    if (x === null || y === null) return missingLast(x === null, y === null) || a - b;
    return direction * compare(String(x), String(y)) || a - b;
  };
}

function sizeOf(values: Column): number {
  return isNumericArray(values) ? values.byteLength : 8 * values.length;
}
