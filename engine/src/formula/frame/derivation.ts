import { FormulaError } from "../../errors";
import { type Column, kindOf } from "../../table/column";
import { countsAsNumeric } from "../../table/dates";
import { Table } from "../../table/table";
import { type PolynomialBasis, polynomialBasis, polynomialValues } from "../coding/polynomial";
import { type SplineBasis, splineBasis, splineColumns } from "../coding/splines";
import { type Derived, type DerivedVariables, sourcesOf } from "../language/derived";
import { calculate } from "./calculate";

/**
 * Computes the derived variables of a formula; what they learn from one table, such as orthogonal polynomials, they
 * keep for others.
 */
export class Derivation {
  private readonly polynomials = new Map<string, PolynomialBasis>();
  private readonly splines = new Map<string, SplineBasis>();

  /** @param isFactor whether a column of numbers is a factor by its contrasts */
  constructor(
    private readonly variables: DerivedVariables,
    private readonly isFactor: (column: string) => boolean = () => false,
  ) {}

  /** The table with a column for every derived variable, except those in `without`. */
  extend(table: Table, without: ReadonlySet<string> = new Set()): Table {
    if (this.variables.size === 0) return table;
    const columns: [string, Column][] = table.columnNames.map((name) => [name, table.column(name)]);
    for (const [name, derived] of this.variables)
      if (!without.has(name)) columns.push([name, this.column(derived, table)]);
    return Table.fromColumns(columns);
  }

  private column(derived: Derived, table: Table): Column {
    for (const { name, at } of sourcesOf(derived)) {
      const kind = kindOf(table.column(name));
      const counts = countsAsNumeric(table, name);
      if (derived.kind === "fulldummy" && kind === "numeric" && !this.isFactor(name))
        throw new FormulaError(
          `fulldummy is for factors; '${name}' is numeric (contrasts such as { ${name}: DummyCoding() } make it one)`,
          at,
        );
      if (derived.kind !== "fulldummy" && !counts)
        throw new FormulaError(`a formula calculates with numbers; '${name}' holds ${kind}s`, at);
    }
    switch (derived.kind) {
      case "calculation":
        return calculate(derived.calculation, table);
      case "fulldummy":
        return table.column(derived.column);
      case "polynomial": {
        const values = calculate(derived.calculation, table);
        const basis = known(this.polynomials, derived.term, () =>
          polynomialBasis(values, derived.degree, derived.term),
        );
        return polynomialValues(basis, values, derived.index);
      }
      case "spline": {
        const values = calculate(derived.calculation, table);
        const basis = known(this.splines, derived.term, () => splineBasis(derived.settings, values, derived.term));
        return splineColumns(basis, values)[derived.index];
      }
    }
  }
}

/** What is known under a key, made at the first use. */
function known<T>(all: Map<string, T>, key: string, make: () => T): T {
  const value = all.get(key) ?? make();
  all.set(key, value);
  return value;
}
