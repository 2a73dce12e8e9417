import { DataError } from "../errors";
import { shownValue } from "./shownValue";
import type { Table } from "./table";

/**
 * That the texts of a table, and the names of its columns, can be written as they are.
 * @param kind of the file: "CSV"
 * @param wrong finds what it cannot hold: half of a character that UTF-16 writes as a pair would become another one
 * @throws DataError that names the first text with such
 */
export function checkTexts(table: Table, kind: string, wrong: RegExp): void {
  const refuse = (where: string, text: string): never => {
    throw new DataError(
      `texts of ${kind} files have whole characters${wrong.test("\0") ? " and no zero byte" : ""}; ` +
        `${where} is ${shownValue(text)}`,
    );
  };
  for (const name of table.columnNames) {
    if (wrong.test(name)) refuse("the name of a column", name);
    if (table.kind(name) !== "string") continue;
    const values = table.column(name) as readonly (string | null)[];
    const row = values.findIndex((value) => value !== null && wrong.test(value));
    if (row >= 0) refuse(`'${name}' in row ${row + 1}`, values[row]!);
  }
}
