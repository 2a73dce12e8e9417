import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { tutorials } from "../scripts/tutorials.mjs";
import { ROOT } from "./paths.mjs";
import { Problem } from "./problem.mjs";
import { runNpm } from "./run.mjs";
import { contentsBelow, hashOf, stamp, stamped } from "./stamps.mjs";
import { step } from "./step.mjs";

// In node_modules, so that a new installation of the packages is followed by a new build.
const STAMP = path.join(ROOT, "node_modules", ".cache", "mixedmodels", "build");
/** What the build writes, and the parts of the site and of VS Code, which have builds of their own. */
export const NOT_READ =
  /^(dist|node_modules|lite|vscode|LICENSE|THIRD-PARTY\.md|.*\.arrow|.*\.tsbuildinfo|.*\.generated\.ts)$/;

function json(...place) {
  return JSON.parse(readFileSync(path.join(ROOT, ...place), "utf8"));
}

/** The folders that are built: the documentation has a command of its own. */
function workspaces() {
  return json("package.json").workspaces.filter((folder) => json(folder, "package.json").scripts?.build !== undefined);
}

/** Hash of everything that the build reads. */
export function buildKey() {
  const shared = ["package-lock.json", "tsconfig.json", "jupyter-extension/THIRD-PARTY.md"].map((name) =>
    readFileSync(path.join(ROOT, name), "utf8"),
  );
  return hashOf([
    ...shared,
    JSON.stringify(tutorials()),
    ...workspaces().flatMap((folder) => contentsBelow(path.join(ROOT, folder), NOT_READ)),
  ]);
}

function outputsExist() {
  return workspaces().every((folder) => {
    const { main } = json(folder, "package.json");
    return main === undefined || existsSync(path.join(ROOT, folder, main));
  });
}

/** Builds every workspace, the extension last: it bundles the others. */
export function build() {
  const key = buildKey();
  return step({
    name: "build",
    doing: "npm run build",
    upToDate: () => stamped(STAMP, key) && outputsExist(),
    work: async () => {
      // What was built from sources that are gone would end up in the packages.
      for (const folder of workspaces()) rmSync(path.join(ROOT, folder, "dist"), { recursive: true, force: true });
      const { status, output } = await runNpm(["run", "build"]);
      if (status !== 0) throw new Problem("The build failed; its messages are above.", { details: output.trim() });
      stamp(STAMP, key);
    },
  });
}
