import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type PageResult, redone } from "../conformance/index";
import { SOURCES } from "../conformance/pages";
import { counted, report, row } from "../conformance/report";

const README = path.join(__dirname, "..", "conformance", "README.md");
const results = SOURCES.map(({ title }) => ({ title, results: [] as PageResult[] }));
const pages = SOURCES.flatMap((source, i) => source.pages.map((page) => [source.title, page.name, page, i] as const));

test.each(pages)("%s, %s", async (_title, _name, page, i) => {
  const result = await redone(page);
  results[i].results.push(result);
  if (result.missing !== undefined) {
    console.warn(`${page.name} is left out: the data set ${result.missing} is not there`);
    return;
  }
  expect(result.comparisons.flatMap(({ differences }) => differences)).toEqual([]);
  expect(counted(result, "differ")).toBe(0);
});

/** The tables hold for any machine: what depends on rounding is the size of differences, which is not compared. */
test("the tables in README.md have these counts", () => {
  const text = readFileSync(README, "utf8");
  const titled = (title: string): string => text.slice(text.indexOf(`## ${title}\n`));
  if (process.env.MIXEDMODELS_WRITE === "1") {
    const head = text.slice(0, text.indexOf(`## ${SOURCES[0].title}\n`)).trimEnd();
    writeFileSync(README, `${head}\n\n${report(results)}\n`);
    return;
  }
  const withoutSizes = (line: string): string => line.replace(/\| \d+e[+-]\d+ \|/, "| |");
  for (const { title, results: own } of results) {
    const known = titled(title).split("\n").map(withoutSizes);
    const done = own.filter(({ missing }) => missing === undefined);
    expect(done.map((result) => withoutSizes(row(result))).filter((line) => !known.includes(line))).toEqual([]);
  }
});
