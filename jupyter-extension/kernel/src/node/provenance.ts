import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { shortened } from "../shared/shortened";
import { foreignOwner, TRUSTED } from "./folderTrust";
import { isSupplied, ownPackage, packageName, packagePlace } from "./resolve";

const LIBRARY = "mixedmodels";
const LONGEST_VERSION = 40;
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
  const place = packagePlace(name, file);
  const own = ownPackage(name);
  if (place === undefined || own === undefined) return undefined;
  if ([own, process.env[SOURCE]].includes(realpathSync(place))) return undefined;
  const owner = foreignOwner(place);
  const among = path.dirname(place);
  if (owner !== undefined)
    return (
      `${name} of ${among} is not taken, as ${owner.path} belongs to another user (${owner.uid}): ` +
      `the kernel's (${versionOf(own)}) is; ${TRUSTED}=${path.dirname(among)} in the kernel's environment allows it\n`
    );
  if (name !== LIBRARY) return undefined;
  const where = path.basename(among) === "node_modules" ? among : place;
  return `${name} is that of ${where} (${versionOf(place)}), not the kernel's (${versionOf(own)})\n`;
}

function versionOf(place: string): string {
  try {
    const { version } = JSON.parse(readFileSync(path.join(place, "package.json"), "utf8")) as { version?: unknown };
    return typeof version === "string"
      ? shortened(version.replace(/[^ -~]/g, "?"), LONGEST_VERSION)
      : "without a version";
  } catch {
    return "without a version";
  }
}
