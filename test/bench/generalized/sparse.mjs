import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const [ROWS, SUBJECTS, ITEMS] = [100_000, 20_000, 500];
const FORMULA = { linear: "z ~ 1 + x + (1 | g) + (1 | h)", generalized: "y ~ 1 + x + (1 | g) + (1 | h)" };

/** CPU ms of a fit and peak memory in bytes of a process that fits `kind`, "linear" or "generalized", `runs` times. */
export function sparseFit(kind, runs) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), kind, String(runs)], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the sparse ${kind} model is not fitted: ${stderr}`);
  return JSON.parse(stdout);
}

/** Crossed answers: z = η + ε, and y tells whether a logistic variable is below the same η. */
function columns({ Xoshiro }) {
  const rng = new Xoshiro(2026);
  const [subjects, items] = [SUBJECTS, ITEMS].map((count) => Array.from({ length: count }, () => rng.randn()));
  const table = { x: [], g: [], h: [], z: [], y: [] };
  for (let i = 0; i < ROWS; i++) {
    const [g, h] = [i < SUBJECTS ? i : Math.floor(rng.rand() * SUBJECTS), i % ITEMS];
    const x = rng.randn();
    const eta = 0.3 + 0.5 * x + 0.8 * subjects[g] + 0.6 * items[h];
    table.x.push(x);
    table.g.push(`g${g}`);
    table.h.push(`h${h}`);
    table.z.push(eta + rng.randn());
    table.y.push(rng.rand() < 1 / (1 + Math.exp(-eta)) ? 1 : 0);
  }
  return table;
}

function main(kind, runs) {
  const engine = createRequire(import.meta.url)("../../../engine/dist/index.js");
  const table = engine.asTable(columns(engine));
  const options = kind === "generalized" ? { family: engine.Bernoulli() } : { workers: 1 };
  const base = process.resourceUsage().maxRSS * 1024;
  let converged = true;
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    converged &&= engine.fit(FORMULA[kind], table, options).certificate.converged;
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  console.log(JSON.stringify({ times, base, peak: process.resourceUsage().maxRSS * 1024, converged }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv[2], Number(process.argv[3]));
