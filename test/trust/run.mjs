import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { coverageTables } from "./coverageTables.mjs";
import { digitsTable } from "./digits.mjs";

const PAGE = fileURLToPath(new URL("../../notebooks/how-far-to-trust.md", import.meta.url));
const PARTS = { digits: digitsTable, coverage: coverageTables };

/** Puts `text` between the page's marks of a part. */
export function replaced(page, part, text) {
  const [begin, end] = [`<!-- trust: ${part} -->`, `<!-- /trust: ${part} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} has no marks ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    datasets: { type: "string", default: "500" },
    check: { type: "boolean", default: false },
  },
});
const wanted = values.only === undefined ? Object.keys(PARTS) : [values.only];
for (const part of wanted) {
  if (!Object.hasOwn(PARTS, part)) throw new Error(`--only takes one of ${Object.keys(PARTS).join(", ")}; got ${part}`);
  const text = await PARTS[part]({ datasets: Number(values.datasets) });
  const page = readFileSync(PAGE, "utf8");
  const next = replaced(page, part, text);
  if (values.check) {
    if (next === page) continue;
    console.error(`${PAGE} has other ${part} than npm run trust finds:\n${text}`);
    process.exitCode = 1;
  } else {
    writeFileSync(PAGE, next);
    console.log(`${path.relative(process.cwd(), PAGE)}: ${part} written`);
  }
}
