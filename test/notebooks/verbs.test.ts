import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as mixedmodels from "engine/index";
import { aq, type ColumnTable } from "../engine/support/arqueroModule";

const page = readFileSync(join(__dirname, "..", "..", "notebooks", "verbs.md"), "utf8");
const rows = page
  .split("\n")
  .filter((line) => /^\| .*\|$/.test(line) && !/^\| dplyr/.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll("\\|", "|")),
  );
const [, prelude] = /```ts\n(.*?)```/s.exec(page)!;
const names = { ...mixedmodels, aq, op: aq.op, desc: aq.desc, escape: aq.escape };

/** What a call of the page gives. */
function run(call: string): unknown {
  const code = prelude.replaceAll(/^import .*\n/gm, "");
  return new Function(...Object.keys(names), `${code}\nreturn (${call});`)(...Object.values(names));
}

const call = (cells: readonly string[]): string => /^`(.*)`$/.exec(cells[3])?.[1] ?? "";

test("every row has a call of each of the four", () => {
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter((cells) => cells.length !== 4 || call(cells) === "" || cells.some((cell) => cell === ""))).toEqual(
    [],
  );
});

test.each(rows.map((cells) => [call(cells)]))("%s", (code) => {
  const value = run(code) as { numRows?: unknown; length?: number };
  expect(value).toBeDefined();
  if ("numRows" in value && typeof value.numRows === "function") {
    expect(value.numRows()).toBeGreaterThan(0);
    expect(mixedmodels.asTable(value as never).numRows).toBe(value.numRows());
  }
});

test("rows that say a number have it", () => {
  const sleepstudy = mixedmodels.dataset("sleepstudy");
  const at = (start: string): ColumnTable => run(rows.map(call).find((code) => code.startsWith(start))!) as never;
  expect(at("d.filter((d) => d.days > 1)").numRows()).toBe(144);
  expect(at("d.filter(escape").numRows()).toBe(72);
  expect(at("d.join(people").numRows()).toBe(30);
  expect(at("d.antijoin").numRows()).toBe(150);
  expect(at('d.groupby("subj").pivot').numCols()).toBe(11);
  expect(at("d.rollup").get("q", 0)).toBeCloseTo(mixedmodels.quantile(sleepstudy.numeric("reaction"), 0.9), 9);
});
