import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { foreignOwner, TRUSTED } from "./folderTrust";
import { isSupplied, ownPackage, packageFolder, packageName } from "./resolve";

const LIBRARY = "mixedmodels";
/** The environment variable with the folder that the kernel's own copy was built of: what is there is the same. */
export const SOURCE = "MIXEDMODELS_SOURCE";

/** Says once, at the first import, that a package is not the one that a reader of the cells takes it for. */
export class Provenance {
  private readonly told = new Set<string>();

  constructor(private readonly tell: (sentence: string) => void) {}

  /** `file` imports `specifier`. */
  imports(specifier: unknown, file: string): void {
    const name = packageName(specifier);
    if (name === undefined || this.told.has(name) || !isSupplied(name)) return;
    const sentence = remarkOn(name, file);
    if (sentence === undefined) return;
    this.told.add(name);
    this.tell(sentence);
  }
}

function remarkOn(name: string, file: string): string | undefined {
  const folder = packageFolder(name, file);
  const own = ownPackage(name);
  if (folder === undefined || own === undefined) return undefined;
  if ([own, process.env[SOURCE]].includes(realpathSync(folder))) return undefined;
  const owner = foreignOwner(folder);
  if (owner !== undefined)
    return (
      `${name} of ${path.dirname(folder)} is not taken, as ${owner.path} belongs to another user (${owner.uid}): ` +
      `the kernel's (${versionOf(own)}) is; ${TRUSTED}=${path.dirname(path.dirname(folder))} in the kernel's ` +
      "environment allows it\n"
    );
  if (name !== LIBRARY) return undefined;
  return `${name} is that of ${path.dirname(folder)} (${versionOf(folder)}), not the kernel's (${versionOf(own)})\n`;
}

function versionOf(folder: string): string {
  try {
    const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version?: unknown };
    return typeof version === "string" ? version.slice(0, 40) : "without a version";
  } catch {
    return "without a version";
  }
}
