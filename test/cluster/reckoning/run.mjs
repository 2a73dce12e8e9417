// Measures what a cluster costs on this machine and writes the tables of notebooks/on-a-cluster.md that follow from it.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { queueCosts } from "./queueCosts.mjs";
import { replicateCosts } from "./replicateCosts.mjs";
import { costsTable, workersTable } from "./table.mjs";

const PAGE = fileURLToPath(new URL("../../../notebooks/on-a-cluster.md", import.meta.url));

function replaced(page, part, text) {
  const [begin, end] = [`<!-- reckoning: ${part} -->`, `<!-- /reckoning: ${part} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} has no marks ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}

const [replicates, costs] = [await replicateCosts(), await queueCosts()];
const machine = `${cpus()[0].model.trim()}, Node ${process.versions.node}`;
const parts = { costs: `${machine}:\n\n${costsTable(replicates, costs)}`, workers: workersTable(replicates, costs) };
let page = readFileSync(PAGE, "utf8");
for (const [part, text] of Object.entries(parts)) page = replaced(page, part, text);
writeFileSync(PAGE, page);
console.log(Object.values(parts).join("\n\n"));
process.exit();
