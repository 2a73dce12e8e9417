// `npm run test:matrix`: the same bits on each Node that the package supports, without SIMD and in Chromium;
// `-- --write` stores those of this Node.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const { chromiumAbsent } = createRequire(import.meta.url)("../browser/chromiumHere.cjs");
const VERSIONS = ["20", "22", "24", "26"];
const folder = path.dirname(fileURLToPath(import.meta.url));
const STORED = path.join(folder, "numbers.json");

/** Exits with the output of a command that fails. */
function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    shell: command === "npm" && process.platform === "win32",
  });
  if (status === 0) return stdout;
  console.error(`${command} ${args.join(" ")} failed\n${error?.message ?? ""}${stderr}`);
  process.exit(1);
}

/** The `node` of the registry's package for this platform, in a cache folder of its own. */
function installedNode(version) {
  const prefix = path.join(os.tmpdir(), "mixedmodels-node", version);
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  run("npm", ["install", "--no-audit", "--no-fund", "--prefix", prefix, `${name}@${version}`]);
  return path.join(prefix, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
}

function resultOf(node, script) {
  return JSON.parse(run(node, [path.join(folder, script)]));
}

function numbersOn(node, script = "numbers.mjs") {
  return resultOf(node, script).numbers;
}

if (process.argv.includes("--write")) {
  writeFileSync(STORED, `${JSON.stringify(numbersOn(process.execPath), null, 2)}\n`);
} else {
  const stored = JSON.parse(readFileSync(STORED, "utf8"));
  const compare = (title, numbers) => {
    const names = [...new Set([...Object.keys(stored), ...Object.keys(numbers)])];
    const different = names.filter((name) => numbers[name] !== stored[name]);
    console.log(
      `${title.padEnd(25)} ${names.length - different.length} of ${names.length} the same` +
        `${different.map((name) => `\n  differs: ${name}`).join("")}`,
    );
    if (different.length > 0) process.exitCode = 1;
  };
  for (const node of [process.execPath, ...VERSIONS.map(installedNode)])
    compare(`Node ${run(node, ["--version"]).trim()}`, numbersOn(node));
  compare("this Node, without SIMD", numbersOn(process.execPath, "withoutSimd.mjs"));
  const absent = chromiumAbsent();
  if (absent === undefined) {
    const { numbers, version } = resultOf(process.execPath, "browser/numbers.mjs");
    compare(`Chromium ${version}`, numbers);
  } else console.log(`Chromium is left out: ${absent}`);
}
