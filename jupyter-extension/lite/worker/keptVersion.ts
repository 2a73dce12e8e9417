import { HASH_DIGITS, pathOf, type SiteFiles } from "./siteFiles";

/** Where a cache says that it has the whole version, with the list of its files. */
const MARK = "mixedmodels-version.json";
/** So many files are fetched at once. */
const AT_ONCE = 4;

/**
 * A version of the site in the browser's storage. It is used when all of it is there, and every file of it is the one
 * that the version was built with: what a server holds while somebody copies files to it is no version.
 */
export class KeptVersion {
  private readonly caches: string;
  private whole = false;
  private keeping: Promise<void> | undefined;

  /** @param site - its address, with a slash at the end */
  constructor(
    private readonly site: string,
    private readonly content: SiteFiles,
  ) {
    this.caches = `mixedmodels ${site} `;
  }

  /** Whether all of it is there; what a browser cannot read of its own storage is not. */
  async isWhole(): Promise<boolean> {
    this.whole ||= (await this.known(MARK)) !== undefined;
    return this.whole;
  }

  /**
   * The answer to a request; undefined where the version has no such file.
   * @param later - takes what goes on after the answer
   */
  answer(request: Request, later: (work: Promise<unknown>) => void): Promise<Response> | undefined {
    const path = request.method === "GET" ? pathOf(request.url, this.site, this.content) : undefined;
    return path === undefined ? undefined : this.file(path, request, later);
  }

  /**
   * Fetches what is missing, once for all that ask at the same time; what an older version has need not be fetched, and
   * parts of versions that have never become whole are removed. Where there is no room, nothing of this one stays.
   * @param addresses - at which a page has fetched some of the files, which the browser may still have in its own cache
   * @throws Error if a file cannot be had, or is not this version's
   */
  keep(addresses: readonly string[] = []): Promise<void> {
    this.keeping ??= this.takeAll(addresses)
      .catch(async (error) => {
        if ((error as Error).name === "QuotaExceededError") await caches.delete(this.caches + this.content.version);
        throw error;
      })
      .finally(() => {
        this.keeping = undefined;
      });
    return this.keeping;
  }

  private async takeAll(addresses: readonly string[]): Promise<void> {
    if (await this.isWhole()) return;
    const older = await this.wholeOthers();
    for (const name of await this.others()) if (older.every((whole) => whole.name !== name)) await caches.delete(name);
    const cache = await this.cache();
    const asked = new Map(addresses.map((address) => [pathOf(address, this.site, this.content), address]));
    const missing = Object.keys(this.content.files).filter((path) => this.content.files[path]![1] === 1);
    const failures: unknown[] = [];
    const takeSome = async (): Promise<void> => {
      for (let path = missing.pop(); path !== undefined && failures.length === 0; path = missing.pop())
        if ((await cache.match(this.address(path))) === undefined) await this.take(path, older, asked.get(path));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, () => takeSome().catch((error) => failures.push(error))));
    if (failures.length > 0) throw failures[0];
    await cache.put(this.address(MARK), new Response(JSON.stringify(this.content)));
    // A newer version may have removed it meanwhile.
    if (!(await this.isWhole())) throw new Error("a newer version of the site takes its place");
  }

  /** Removes other versions from the storage, if this one is whole. */
  async removeOthers(): Promise<void> {
    if (!(await this.isWhole())) return;
    for (const name of await this.others()) await caches.delete(name);
  }

  private async file(path: string, request: Request, later: (work: Promise<unknown>) => void): Promise<Response> {
    if (!(await this.isWhole())) return fetch(request);
    const known = await this.known(path);
    if (known !== undefined) return known;
    // Browsers drop what is stored all at once; whoever empties a part of it gets this version's file all the same.
    if (this.content.files[path]![1] === 1) return this.take(path, [], undefined, (kept) => ignoring(kept, later));
    const response = await fetch(request);
    if (response.ok && !response.redirected) later(this.store(path, response.clone()));
    return response;
  }

  /** What is kept of this version; undefined where there is nothing, or where the storage cannot be read. */
  private async known(path: string): Promise<Response | undefined> {
    try {
      return await (await this.cache()).match(this.address(path), { ignoreVary: true });
    } catch {
      return undefined;
    }
  }

  /**
   * Stores a file, from an older version or from the server, and returns it.
   * @param kept - waits until it is stored; default as long as that takes, with an error if there is no room
   */
  private async take(
    path: string,
    older: readonly Older[],
    asked?: string,
    kept: Kept = (storing) => storing,
  ): Promise<Response> {
    const address = this.address(path);
    for (const { cache, files } of older) {
      const known = files[path]?.[0] === this.content.files[path]![0] ? await cache.match(address) : undefined;
      if (known !== undefined && (await this.store(path, known.clone(), kept))) return known;
    }
    // What the browser has kept of an earlier request may be of an older version.
    for (const [from, how] of [[asked ?? address, "default"] as const, [address, "reload"] as const]) {
      const response = await fetched(from, how);
      if (response.ok && (await this.store(path, response.clone(), kept))) return response;
    }
    throw new Error(`${address} is not the file of this version: the site is being changed`);
  }

  /** Stores what is this version's file; whether it is. */
  private async store(path: string, response: Response, kept: Kept = (storing) => storing): Promise<boolean> {
    const content = response.clone();
    if ((await hashOf(await response.arrayBuffer())) !== this.content.files[path]![0]) return false;
    await kept(this.cache().then((cache) => cache.put(this.address(path), content)));
    return true;
  }

  private address(path: string): string {
    // As pages ask for it: another spelling would be another file for the browser's own cache.
    return this.site + encodeURI(path).replace(/[?#]/g, encodeURIComponent);
  }

  private cache(): Promise<Cache> {
    return caches.open(this.caches + this.content.version);
  }

  private async others(): Promise<string[]> {
    const own = this.caches + this.content.version;
    return (await caches.keys()).filter((name) => name.startsWith(this.caches) && name !== own);
  }

  private async wholeOthers(): Promise<Older[]> {
    const found: Older[] = [];
    for (const name of await this.others()) {
      const cache = await caches.open(name);
      const mark = await cache.match(this.address(MARK));
      if (mark !== undefined) found.push({ name, cache, files: ((await mark.json()) as SiteFiles).files });
    }
    return found;
  }
}

/** What is done about a file that is being stored. */
type Kept = (storing: Promise<void>) => Promise<void> | void;

interface Older {
  readonly name: string;
  readonly cache: Cache;
  readonly files: SiteFiles["files"];
}

/**
 * A file from the server, which may send to another spelling of its address, as many do from "lab/index.html" to
 * "lab/": that it is the right one its hash tells. Browsers take no answer for a page that tells of such a detour.
 */
async function fetched(address: string, cache: RequestCache): Promise<Response> {
  const response = await fetch(address, { cache }).catch(({ message }: Error) => {
    throw new Error(`${address} cannot be fetched: ${message}`);
  });
  const { status, statusText, headers } = response;
  return response.redirected && response.ok ? new Response(response.body, { status, statusText, headers }) : response;
}

/** A page gets its file whether or not there is room for it. */
function ignoring(storing: Promise<void>, later: (work: Promise<unknown>) => void): void {
  later(storing.catch(() => undefined));
}

async function hashOf(content: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, HASH_DIGITS);
}
