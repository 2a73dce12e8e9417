import { readFileSync } from "node:fs";
import { join } from "node:path";

interface SavedOutput {
  output_type: string;
  data?: { [mime: string]: unknown };
}

export interface SavedCell {
  cell_type: "code" | "markdown";
  source: string | string[];
  execution_count?: number | null;
  outputs?: SavedOutput[];
}

const joined = (text: string | string[]): string => [text].flat().join("");

/** A notebook as it is committed, with the outputs that GitHub shows. */
export class SavedNotebook {
  readonly text: string;
  readonly metadata: { kernelspec: { name: string; language: string } };
  readonly code: SavedCell[];

  constructor(readonly name: string) {
    this.text = readFileSync(join(__dirname, "..", "..", "notebooks", name), "utf8");
    const { cells, metadata } = JSON.parse(this.text) as { cells: SavedCell[]; metadata: SavedNotebook["metadata"] };
    this.metadata = metadata;
    this.code = cells.filter((cell) => cell.cell_type === "code");
  }

  /** The text of the result of the one cell whose source ends with `expression`. */
  result(expression: string): string {
    const found = this.code.filter((cell) => `\n${joined(cell.source).trimEnd()}`.endsWith(`\n${expression}`));
    if (found.length !== 1) throw new Error(`${found.length} cells of ${this.name} end with ${expression}`);
    const text = found[0].outputs?.find((output) => output.output_type === "execute_result")?.data?.["text/plain"];
    return joined(text as string | string[]);
  }

  /** The numbers of a result's table as JupyterLab is given them: of each column, after the names of its rows. */
  numbers(expression: string, names: readonly string[], headers: readonly string[]): number[][] {
    const found = this.code.filter((cell) => `\n${joined(cell.source).trimEnd()}`.endsWith(`\n${expression}`));
    const data = found.at(0)?.outputs?.find((output) => output.output_type === "execute_result")?.data;
    const { columns } = data!["application/vnd.mixedmodels.v1+json"] as {
      columns: { header: string; cells: (string | number)[] }[];
    };
    const own = headers.map((header) => columns.find((column) => column.header === header)!.cells);
    return names.map((name) => own.map((cells) => Number(cells[columns[0].cells.indexOf(name)])));
  }

  /** The rows of a result's table, without rules: cells are parted by two or more spaces. */
  rows(expression: string): string[][] {
    const lines = this.result(expression)
      .split("\n")
      .map((line) => line.trim());
    return lines.filter((line) => line !== "" && !/^-+$/.test(line)).map((line) => line.split(/ {2,}/));
  }

  /** The cells after the row's name, of the rows that carry these names, in this order. */
  named(expression: string, names: readonly string[]): string[][] {
    const rows = this.rows(expression);
    return names.map((name) => {
      const row = rows.find(([first]) => first === name);
      if (row === undefined) throw new Error(`no row ${name} in the result of ${expression}`);
      return row.slice(1);
    });
  }
}
