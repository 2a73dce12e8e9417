import { readFileSync } from "node:fs";
import path from "node:path";
import { installProblem } from "./network.mjs";
import { ROOT } from "./paths.mjs";
import { runNpm } from "./run.mjs";
import { step } from "./step.mjs";

/** Packages of a lock file that lie in node_modules, with the workspaces linked there. */
function lockedPackages(file) {
  const { packages } = JSON.parse(readFileSync(file, "utf8"));
  return new Map(Object.entries(packages).filter(([place]) => place.includes("node_modules/")));
}

/**
 * Whether node_modules, by npm's own record of it, holds what the lock file asks for; optional packages may be absent.
 */
export function packagesMatch(root = ROOT) {
  let present;
  try {
    present = lockedPackages(path.join(root, "node_modules", ".package-lock.json"));
  } catch {
    return false;
  }
  for (const [place, { version, link, optional }] of lockedPackages(path.join(root, "package-lock.json"))) {
    const found = present.get(place);
    if (found ? found.version !== version || found.link !== link : !optional) return false;
  }
  return true;
}

// npm's default waits are more than a minute before it reports that there is no network.
const NPM_CI = [
  "ci",
  "--include=dev",
  "--no-audit",
  "--no-fund",
  "--fetch-retries=1",
  "--fetch-retry-mintimeout=1000",
  "--fetch-retry-maxtimeout=2000",
];

/** Installs the npm packages of package-lock.json. */
export function installPackages() {
  return step({
    name: "npm packages",
    doing: "npm ci",
    upToDate: packagesMatch,
    work: async () => {
      const { status, output } = await runNpm(NPM_CI);
      if (status !== 0) throw installProblem("npm", output);
    },
  });
}
