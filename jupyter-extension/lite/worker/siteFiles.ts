/** What a version of a site consists of, as the build writes it before the service worker's script. */
export interface SiteFiles {
  /** Of all that follows. */
  readonly version: string;
  /** By paths below the site's address. */
  readonly files: { readonly [path: string]: SiteFile };
}

/** The first half of the hexadecimal SHA-256 of a file, and 1 if it is kept from the start, 0 once it is asked for. */
export type SiteFile = readonly [hash: string, kept: 0 | 1];

/** Digits of a hash in {@link SiteFile}. */
export const HASH_DIGITS = 32;

/** The path of a file at an address, as the site's server would find it; undefined where it has none. */
export function pathOf(address: string, site: string, { files }: SiteFiles): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { origin, pathname } = new URL(address);
  const { origin: own, pathname: folder } = new URL(site);
  if (origin !== own || !pathname.startsWith(folder)) return undefined;
  const path = decoded(pathname.slice(folder.length));
  if (path === undefined) return undefined;
  const index = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  return Object.hasOwn(files, index) ? index : undefined;
}

/** Undefined for what is no spelling of a path, such as "50%.png". */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
