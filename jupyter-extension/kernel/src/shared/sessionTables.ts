import * as ts from "@tslab/typescript-for-tslab";
import { type ColumnName, engineColumns, ownValue, tableColumns } from "./tableColumns";

/**
 * The columns of what an expression of a cell stands for: a path of names from a variable, or a data set that comes
 * with the engine.
 */
export function columnsOf(table: ts.Expression, variables: object): ColumnName[] | undefined {
  if (ts.isIdentifier(table)) return declaredDataset(table) ?? tableColumns(valueOf(table, variables));
  return datasetOf(table) ?? tableColumns(valueOf(table, variables));
}

/** What a path of names leads to, by own properties that hold values. */
function valueOf(path: ts.Expression, variables: object): unknown {
  if (ts.isIdentifier(path)) return Object.getOwnPropertyDescriptor(variables, path.text)?.value;
  if (ts.isPropertyAccessExpression(path)) return ownValue(valueOf(path.expression, variables), path.name.text);
  if (ts.isNonNullExpression(path) || ts.isParenthesizedExpression(path) || ts.isAsExpression(path))
    return valueOf(path.expression, variables);
  return undefined;
}

/** The columns of `dataset("…")`. */
function datasetOf(call: ts.Expression): ColumnName[] | undefined {
  if (!ts.isCallExpression(call) || call.expression.getText() !== "dataset") return undefined;
  const [name] = call.arguments;
  // Loaded when it is needed: it brings the readers of files with it.
  const { dataset, datasets } =
    require("mixedmodels/dist/table/source/dataset") as typeof import("mixedmodels/dist/table/source/dataset");
  return name && ts.isStringLiteralLike(name) && datasets().includes(name.text)
    ? engineColumns(dataset(name.text))
    : undefined;
}

/** Of a variable that the cell itself sets to a data set. */
function declaredDataset(variable: ts.Identifier): ColumnName[] | undefined {
  const declared = (node: ts.Node): ColumnName[] | undefined => {
    if (
      ts.isVariableDeclaration(node) &&
      node.initializer &&
      ts.isIdentifier(node.name) &&
      node.name.text === variable.text
    )
      return datasetOf(node.initializer);
    return ts.forEachChild(node, declared);
  };
  return declared(variable.getSourceFile());
}

/** The columns of the session's tables that have all of these names. */
export function unnamedTable(names: readonly string[], variables: object): ColumnName[] | undefined {
  const columns = new Map<string, ColumnName>();
  for (const { value } of Object.values(Object.getOwnPropertyDescriptors(variables))) {
    const own = engineColumns(value) ?? [];
    const known = new Set(own.map(({ name }) => name.normalize("NFC")));
    if (names.every((name) => known.has(name)))
      for (const column of own) columns.set(column.name, columns.get(column.name) ?? column);
  }
  return [...columns.values()];
}
