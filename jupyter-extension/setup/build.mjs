import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { runNpm } from "./run.mjs";
import { contentsBelow, hashOf, stamp, stamped } from "./stamps.mjs";
import { step } from "./step.mjs";

// In node_modules, so that a new installation of the packages is followed by a new build.
const STAMP = path.join(ROOT, "node_modules", ".cache", "mixedmodels", "build");
const OUTPUTS = /^(dist|node_modules|.*\.arrow|.*\.tsbuildinfo|.*\.generated\.ts)$/;

function json(...place) {
  return JSON.parse(readFileSync(path.join(ROOT, ...place), "utf8"));
}

/** Hash of everything that the build reads. */
export function buildKey() {
  const shared = ["package-lock.json", "tsconfig.json"].map((name) => readFileSync(path.join(ROOT, name), "utf8"));
  return hashOf([...shared, ...json("package.json").workspaces.flatMap((folder) => contentsBelow(path.join(ROOT, folder), OUTPUTS))]);
}

function outputsExist() {
  return json("package.json").workspaces.every((folder) => {
    const { main } = json(folder, "package.json");
    return main === undefined || existsSync(path.join(ROOT, folder, main));
  });
}

/** Builds every workspace. */
export function build() {
  const key = buildKey();
  return step({
    name: "build",
    doing: "npm run build --workspaces",
    upToDate: () => stamped(STAMP, key) && outputsExist(),
    work: async () => {
      const { status, output } = await runNpm(["run", "build", "--workspaces"]);
      if (status !== 0) throw new Problem("The build failed; its messages are above.", { details: output.trim() });
      stamp(STAMP, key);
    },
  });
}
