import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import path from "node:path";

/** Names folders whose packages are taken whoever owns them, as PATH does; `*` means all. */
export const TRUSTED = "MIXEDMODELS_TRUSTED_FOLDERS";

/** Something that another user owns, who may change it at any time. */
export interface ForeignOwner {
  readonly path: string;
  readonly uid: number;
}

/**
 * What of the way to a package another user owns who is not root, as git looks at repositories (safe.directory): the
 * folder that has `node_modules`, that, the package, a folder or a file, or its description. Undefined for nothing, on
 * systems without owners, and below the folders that the environment variable names.
 */
export function foreignOwner(
  place: string,
  environment: NodeJS.ProcessEnv = process.env,
  own: readonly number[] | undefined = ownUsers(),
): ForeignOwner | undefined {
  if (own === undefined || isTrusted(place, environment)) return undefined;
  const isAmongPackages = path.basename(path.dirname(place)) === "node_modules";
  const around = isAmongPackages ? [path.dirname(path.dirname(place)), path.dirname(place)] : [];
  const description = path.join(place, "package.json");
  for (const one of [...around, place, ...(existsSync(description) ? [description] : [])]) {
    for (const { uid } of [lstatSync(one), statSync(one)]) if (!own.includes(uid)) return { path: one, uid };
  }
  return undefined;
}

/** Oneself, root, and who has become root by sudo. */
function ownUsers(): number[] | undefined {
  const uid = process.geteuid?.();
  if (uid === undefined) return undefined;
  const before = uid === 0 ? Number(process.env["SUDO_UID"] ?? 0) : 0;
  return [uid, 0, before];
}

function isTrusted(folder: string, environment: NodeJS.ProcessEnv): boolean {
  const named = (environment[TRUSTED] ?? "").split(path.delimiter).filter((one) => one !== "");
  const real = realpathSync(folder);
  return named.some((one) => one === "*" || [folder, real].some((at) => isWithin(at, path.resolve(one))));
}

function isWithin(folder: string, other: string): boolean {
  const way = path.relative(other, folder);
  return way === "" || (!way.startsWith("..") && !path.isAbsolute(way));
}
