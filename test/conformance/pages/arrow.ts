import { asTable } from "engine/table/asTable";
import type { Table } from "engine/table/table";
import { larger } from "../data";
import type { PageCheck } from "../pageCheck";
import { fggk21 } from "./fggk21Data";

export function redo(check: PageCheck): void {
  const data = fggk21();
  check.table(3, data);
  check.leave("the size of a file that another writer compresses", 5, 9, 10);
  check.table(6, data);
  const child = larger("fggk21_Child");
  check.table(7, child);
  check.scalar(8, new Set(data.column("Child") as string[]).size);
  const score = larger("fggk21_Score");
  check.table(11, score);
  check.table(12, data);
  check.table(13, child);
  check.table(14, data);
  const tests = new Map<string, number>();
  for (const name of score.column("Child") as string[]) tests.set(name, (tests.get(name) ?? 0) + 1);
  check.table(15, asTable({ Child: [...tests.keys()], ntest: [...tests.values()] }));
  const counts = [1, 2, 3, 4, 5];
  const having = counts.map((count) => [...tests.values()].filter((value) => value === count).length);
  check.table(16, asTable({ ntest: counts, nrow: having }));
  const groups = [1, 5].map((count) => withTests(child, tests, count));
  groups.forEach((group, i) => {
    check.table(17, group, { index: i });
  });
  groups.forEach((group, i) => {
    const sex = group.column("Sex") as string[];
    const names = ["male", "female"];
    const nchild = names.map((name) => sex.filter((own) => own === name).length);
    check.table(18 + i, asTable({ Sex: names, nchild }));
  });
}

/** The children with so many tests. */
function withTests(child: Table, tests: ReadonlyMap<string, number>, count: number): Table {
  const names = child.column("Child") as string[];
  const rows = names.flatMap((name, row) => (tests.get(name) === count ? [row] : []));
  const columns = child.columnNames.map((name) => {
    const values = child.column(name) as string[];
    return [name, rows.map((row) => values[row])];
  });
  return asTable({ ...Object.fromEntries(columns), ntest: rows.map(() => count) } as { [name: string]: string[] });
}
