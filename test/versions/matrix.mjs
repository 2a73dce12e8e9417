// `npm run test:matrix`: the same bits on each Node that the package supports, in Bun and Deno, on ARM64, without SIMD
// and in Chromium, each where it can be had; `-- --only PATTERN` takes those whose names match, `-- --write` stores the
// bits of this Node.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Absent, hosts } from "./hosts.mjs";

const { chromiumAbsent } = createRequire(import.meta.url)("../browser/chromiumHere.cjs");
const folder = path.dirname(fileURLToPath(import.meta.url));
const STORED = path.join(folder, "numbers.json");
const TITLE_WIDTH = 36;

/** What a script prints, as JSON. @throws with its output if it fails */
function resultOf({ command, args }, script) {
  const all = [...args, path.join(folder, script)];
  const { status, stdout, stderr, error } = spawnSync(command, all, { encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status === 0) return JSON.parse(stdout);
  throw new Error(`${command} ${all.join(" ")} failed\n${error?.message ?? ""}${stderr}`);
}

const here = { command: process.execPath, args: [] };

function inChromium() {
  const absent = chromiumAbsent();
  if (absent !== undefined) throw new Absent(absent);
  return resultOf(here, "browser/numbers.mjs");
}

/** Everything that is compared: its title, and what makes its { numbers, version }. */
const compared = [
  { title: "this Node", make: () => resultOf(here, "numbers.mjs") },
  { title: "this Node, without SIMD", make: () => resultOf(here, "withoutSimd.mjs") },
  ...hosts.map(({ title, find }) => ({
    title,
    make() {
      const host = find();
      return { version: host.version, ...resultOf(host, "numbers.mjs") };
    },
  })),
  { title: "Chromium", make: inChromium },
];

function line(title, text) {
  console.log(`${title.padEnd(TITLE_WIDTH)}${text}`);
}

function compare(title, stored, { numbers, version = process.versions.node }) {
  const names = [...new Set([...Object.keys(stored), ...Object.keys(numbers)])];
  const different = names.filter((name) => numbers[name] !== stored[name]);
  const differing = different.map((name) => `\n  differs: ${name}`).join("");
  line(`${title} (${version})`, `${names.length - different.length} of ${names.length} the same${differing}`);
  if (different.length > 0) process.exitCode = 1;
}

const { values } = parseArgs({ options: { write: { type: "boolean" }, only: { type: "string", default: "" } } });
if (values.write) writeFileSync(STORED, `${JSON.stringify(compared[0].make().numbers, null, 2)}\n`);
else {
  const stored = JSON.parse(readFileSync(STORED, "utf8"));
  const wanted = new RegExp(values.only, "i");
  for (const { title, make } of compared.filter((one) => wanted.test(one.title))) {
    try {
      compare(title, stored, make());
    } catch (error) {
      line(title, error instanceof Absent ? `left out: ${error.message}` : error.message);
      if (!(error instanceof Absent)) process.exitCode = 1;
    }
  }
}
