import { coverage, FORMULA, OBSERVATIONS, REPLICATES, SIZES, TRUTH } from "./coverage.mjs";

const COLUMNS = {
  β2: "an effect between groups",
  β3: "an effect within groups",
  σ: "the residual standard deviation σ",
  σ1: "the standard deviation of the groups",
};

/** A table for each parameter: kinds of intervals by numbers of groups. */
export async function coverageTables({ datasets }) {
  const bySize = [];
  for (const size of SIZES) {
    bySize.push(await coverage(size, datasets));
    console.log(`${size} groups: ${datasets} data sets`);
  }
  const error = 100 * Math.sqrt((0.95 * 0.05) / datasets);
  const most = 100 * Math.sqrt(0.25 / datasets);
  const head = [
    `\`${FORMULA}\`, ${OBSERVATIONS} observations a group, σ = ${TRUTH.σ}, standard deviation of the groups`,
    `${TRUTH.σ1}; ${datasets} data sets of each size, ${REPLICATES} replicates each; the share, in %, of 95 %`,
    `intervals that cover the truth. Monte-Carlo error: ${error.toFixed(1)} near 95 %, ${most.toFixed(1)} at most.`,
  ].join("\n");
  const tables = Object.entries(COLUMNS).map(([parameter, what]) => tableOf(parameter, what, bySize, datasets));
  return [head, ...tables].join("\n\n");
}

function tableOf(parameter, what, bySize, datasets) {
  const kinds = Object.keys(bySize[0]).filter((kind) => bySize[0][kind][parameter] !== undefined);
  const rows = kinds.map((kind) => {
    const cells = bySize.map((counts) => cell(counts[kind][parameter], datasets));
    return `| ${kind} | ${cells.join(" | ")} |`;
  });
  return [
    `**${what[0].toUpperCase()}${what.slice(1)}**, by the number of groups:`,
    "",
    `| % | ${SIZES.join(" | ")} |`,
    `|---|${SIZES.map(() => "---:").join("|")}|`,
    ...rows,
  ].join("\n");
}

/** The share that covers, and in brackets that of the intervals of which an end is not there. */
function cell({ covered, open }, datasets) {
  const percent = (count) => ((100 * count) / datasets).toFixed(1);
  return open === 0 ? percent(covered) : `${percent(covered)} (${percent(open)} open)`;
}
