import { FormulaError } from "../../errors";
import { type Column, kindOf } from "../../table/column";
import { Table } from "../../table/table";
import { type PolynomialBasis, polynomialBasis, polynomialValues } from "../coding/polynomial";
import { printCalculation } from "../language/calculation";
import { type Derived, type DerivedVariables, sourcesOf } from "../language/derived";
import { calculate } from "./calculate";

/**
 * Computes the derived variables of a formula; what they learn from one table, such as orthogonal polynomials, they
 * keep for others.
 */
export class Derivation {
  private readonly bases = new Map<string, PolynomialBasis>();

  constructor(private readonly variables: DerivedVariables) {}

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
      if (derived.kind === "fulldummy" && kind === "numeric")
        throw new FormulaError(`fulldummy is for factors; '${name}' is numeric`, at);
      if (derived.kind !== "fulldummy" && kind !== "numeric")
        throw new FormulaError(`a formula calculates with numbers; '${name}' holds ${kind}s`, at);
    }
    switch (derived.kind) {
      case "calculation":
        return calculate(derived.calculation, table);
      case "fulldummy":
        return table.column(derived.column);
      case "polynomial": {
        const values = calculate(derived.calculation, table);
        const key = `${printCalculation(derived.calculation)}, ${derived.degree}`;
        const basis = this.bases.get(key) ?? polynomialBasis(values, derived.degree, `poly(${key})`);
        this.bases.set(key, basis);
        return polynomialValues(basis, values, derived.index);
      }
    }
  }
}
