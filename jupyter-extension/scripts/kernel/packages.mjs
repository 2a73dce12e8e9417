import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { KERNEL } from "../../setup/paths.mjs";

const fromKernel = createRequire(path.join(KERNEL, "package.json"));

/** The folder of a package as the kernel finds it. */
export function packageFolder(name) {
  const folders = fromKernel.resolve.paths(name).map((folder) => path.join(folder, name));
  const found = folders.find((folder) => existsSync(path.join(folder, "package.json")));
  if (found === undefined) throw new Error(`the package '${name}' is not installed: run npm ci`);
  return found;
}
