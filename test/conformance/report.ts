import type { PageResult } from "./index";
import type { Comparison } from "./pageCheck";

type Count = "agree" | "early" | "none" | "differ";

/** How many numbers of a page have a verdict. */
export function counted({ comparisons }: PageResult, count: Count): number {
  return comparisons.reduce((sum, own) => sum + own[count], 0);
}

/** The row of a page: its counts, the largest difference of an early stop, and what is left and why. */
export function row(result: PageResult): string {
  const { comparisons, missing } = result;
  const name = result.name.replace(/^.*\//, "");
  if (missing !== undefined)
    return `| ${name} | – | – | – | – | – | not re-done: the data set ${missing} is not there |`;
  const largest = comparisons.reduce((most, own) => Math.max(most, own.largest), 0);
  return (
    `| ${name} | ${counted(result, "agree")} | ${counted(result, "early")} | ` +
    `${largest === 0 ? "–" : largest.toExponential(0)} | ${counted(result, "none")} | ${counted(result, "differ")} | ` +
    `${reasons(comparisons)} |`
  );
}

function reasons(comparisons: readonly Comparison[]): string {
  const left = comparisons.filter((own) => own.left !== "");
  const distinct = [...new Set(left.map((own) => own.left))];
  return distinct
    .map((why) => {
      const count = left.filter((own) => own.left === why).length;
      return `${count} ${count === 1 ? "result" : "results"}: ${why}`;
    })
    .join("; ");
}

/** The table of the pages of a source and its sum. */
function table(results: readonly PageResult[]): string {
  const sum = (count: Count): number => results.reduce((total, one) => total + counted(one, count), 0);
  return [
    "| page | agree | early stop | largest | no optimum | to mend | not compared |",
    "|---|---:|---:|---:|---:|---:|---|",
    ...results.map(row),
    `| all | ${sum("agree")} | ${sum("early")} | | ${sum("none")} | ${sum("differ")} | |`,
  ].join("\n");
}

/** The tables of all pages, each beneath the title of its source. */
export function report(
  sources: readonly { readonly title: string; readonly results: readonly PageResult[] }[],
): string {
  return sources.map(({ title, results }) => `## ${title}\n\n${table(results)}`).join("\n\n");
}
