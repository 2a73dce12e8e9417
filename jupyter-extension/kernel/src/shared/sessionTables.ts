import ts from "typescript-6";
import { formulaWord } from "./formulaWord";
import type { Platform } from "./platform";
import { type ColumnName, TableColumns } from "./tableColumns";

/** The tables that an expression of a cell can stand for, told without evaluating it. */
export class SessionTables {
  private readonly columns: TableColumns;

  /** @param variables - those of the session */
  constructor(
    private readonly variables: object,
    private readonly platform: Pick<Platform, "dataset" | "isProxy">,
  ) {
    this.columns = new TableColumns(platform);
  }

  /**
   * The columns of what an expression stands for: a path of names from a variable, or a data set that comes with the
   * engine.
   */
  columnsOf(table: ts.Expression): ColumnName[] | undefined {
    if (ts.isObjectLiteralExpression(table)) return writtenColumns(table);
    const known = ts.isIdentifier(table) ? this.declaredDataset(table) : this.datasetOf(table);
    return known ?? this.columns.of(this.variableAt(table));
  }

  /** What the formula of a model of the session names besides the response and the grouping factors. */
  variablesOf(model: ts.Expression): string[] | undefined {
    const formula = this.columns.ownValue(this.variableAt(model), "formula");
    if (typeof formula !== "string") return undefined;
    const [, ...names] = new Set(formulaWord(`${formula} + `)?.names ?? []);
    const groupings = new Set(this.groupingsOf(model));
    return names.filter((name) => !groupings.has(name));
  }

  /** The grouping factors of a model of the session. */
  groupingsOf(model: ts.Expression): string[] | undefined {
    const names = this.columns.ownValue(this.variableAt(model), "groupings");
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : undefined;
  }

  /** The columns of the session's tables that have all of these names. */
  withNames(names: readonly string[]): ColumnName[] {
    const columns = new Map<string, ColumnName>();
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(this.variables))) {
      const own = this.columns.engine(value) ?? [];
      const known = new Set(own.map(({ name }) => name.normalize("NFC")));
      if (names.every((name) => known.has(name)))
        for (const column of own) columns.set(column.name, columns.get(column.name) ?? column);
    }
    return [...columns.values()];
  }

  /** What a path of names leads to, by own properties that hold values. */
  private variableAt(path: ts.Expression): unknown {
    if (ts.isIdentifier(path)) return Object.getOwnPropertyDescriptor(this.variables, path.text)?.value;
    if (ts.isPropertyAccessExpression(path))
      return this.columns.ownValue(this.variableAt(path.expression), path.name.text);
    if (ts.isNonNullExpression(path) || ts.isParenthesizedExpression(path) || ts.isAsExpression(path))
      return this.variableAt(path.expression);
    return undefined;
  }

  /** The columns of `dataset("…")`. */
  private datasetOf(call: ts.Expression): ColumnName[] | undefined {
    if (!ts.isCallExpression(call) || call.expression.getText() !== "dataset") return undefined;
    const [name] = call.arguments;
    return name && ts.isStringLiteralLike(name) ? this.columns.engine(this.platform.dataset(name.text)) : undefined;
  }

  /** Of a variable that the cell itself sets to a data set. */
  private declaredDataset(variable: ts.Identifier): ColumnName[] | undefined {
    const declared = (node: ts.Node): ColumnName[] | undefined => {
      if (
        ts.isVariableDeclaration(node) &&
        node.initializer &&
        ts.isIdentifier(node.name) &&
        node.name.text === variable.text
      )
        return this.datasetOf(node.initializer);
      return ts.forEachChild(node, declared);
    };
    return declared(variable.getSourceFile());
  }
}

/** Of a table that is written out as an object of columns. */
function writtenColumns({ properties }: ts.ObjectLiteralExpression): ColumnName[] {
  return properties.flatMap(({ name }) =>
    name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? [{ name: name.text, factor: undefined }] : [],
  );
}
