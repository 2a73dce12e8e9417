import { DataError } from "../../errors";
import { numbersOf } from "../../table/dates";
import type { Factor } from "../../table/factor";
import type { Table } from "../../table/table";
import { listNames } from "../../words/nearest";
import type { Rows } from "./completeRows";

/** The variables of a fitted formula over the rows of another table, with the levels of the fit. */
export class NewRows implements Rows {
  readonly count: number;

  constructor(
    private readonly table: Table,
    private readonly fitted: Rows,
  ) {
    this.count = table.numRows;
  }

  isNumeric(name: string): boolean {
    return this.fitted.isNumeric(name);
  }

  numeric(name: string): Float64Array {
    return numbersOf(this.table, name);
  }

  /** @throws for a level that the fit does not know; a missing level has the reference −1 */
  factor(name: string): Factor {
    const { refs, levels } = this.grouping(name);
    const unknown = refs.indexOf(UNKNOWN);
    if (unknown < 0) return { refs, levels };
    const value = String(this.table.column(name)[unknown]);
    throw new DataError(
      "a factor with an effect has the levels of the fit; " +
        `'${name}' is '${value}' in row ${unknown + 1}, the fit knows ${listNames(levels)}`,
    );
  }

  /** The levels of the fit, with the reference −2 where a row has another one and −1 where it is missing. */
  grouping(name: string): Factor {
    if (!this.table.has(name))
      return { refs: new Int32Array(this.count).fill(UNKNOWN), levels: this.fitted.factor(name).levels };
    const { levels } = this.fitted.factor(name);
    const position = new Map(levels.map((level, index) => [level, index]));
    const own = this.table.factor(name);
    const moved = own.levels.map((level) => position.get(level) ?? UNKNOWN);
    return { refs: own.refs.map((ref) => (ref < 0 ? ref : moved[ref])), levels };
  }
}

const UNKNOWN = -2;
