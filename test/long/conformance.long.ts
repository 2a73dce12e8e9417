import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type PageResult, redone } from "../conformance/index";
import { PAGES } from "../conformance/pages";
import { counted, report, row } from "../conformance/report";

const README = path.join(__dirname, "..", "conformance", "README.md");
const results: PageResult[] = [];

test.each(PAGES.map((page) => [page.name, page] as const))("%s", async (_, page) => {
  const result = await redone(page);
  results.push(result);
  if (result.missing !== undefined) {
    console.warn(`${page.name} is left out: the data set ${result.missing} is not there`);
    return;
  }
  expect(result.comparisons.flatMap(({ differences }) => differences)).toEqual([]);
  expect(counted(result, "differ")).toBe(0);
});

/** The table holds for any machine: what depends on rounding is the size of differences, which is not compared. */
test("the table in README.md has these counts", () => {
  const text = readFileSync(README, "utf8");
  if (process.env.MIXEDMODELS_WRITE === "1") {
    writeFileSync(README, `${text.slice(0, text.indexOf("| page |")).trimEnd()}\n\n${report(results)}\n`);
    return;
  }
  const withoutSizes = (line: string): string => line.replace(/\| \d+e[+-]\d+ \|/, "| |");
  const known = text.split("\n").map(withoutSizes);
  const done = results.filter(({ missing }) => missing === undefined);
  expect(done.map((result) => withoutSizes(row(result))).filter((line) => !known.includes(line))).toEqual([]);
});
