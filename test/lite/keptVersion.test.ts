import { createHash } from "node:crypto";
import { KeptVersion } from "../../jupyter-extension/lite/worker/keptVersion";
import { HASH_DIGITS, type SiteFiles } from "../../jupyter-extension/lite/worker/siteFiles";

const SITE = "https://pages.test/site/";
const own = { caches: (globalThis as { caches?: unknown }).caches, fetch: globalThis.fetch };

/** What the browser keeps, by cache and address. */
let stored: Map<string, Map<string, string>>;
/** Why nothing can be stored or read. */
let fault: { readonly put?: Error; readonly open?: Error };
/** The files of the server. */
let served: { [path: string]: string };
let asked: string[];

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, HASH_DIGITS);

function versionOf(version: string, files: { [path: string]: string }, onDemand: readonly string[] = []): KeptVersion {
  const entries = Object.entries(files).map(
    ([path, text]) => [path, [hashOf(text), onDemand.includes(path) ? 0 : 1]] as const,
  );
  const content: SiteFiles = { version, files: Object.fromEntries(entries) };
  return new KeptVersion(SITE, content);
}

/** What a page gets at a path, once all that goes on afterwards has ended. */
async function answer(version: KeptVersion, path: string): Promise<string> {
  const works: Promise<unknown>[] = [];
  const response = await version.answer(new Request(SITE + path), (work) => void works.push(work));
  await Promise.all(works);
  return response!.text();
}

beforeEach(() => {
  stored = new Map();
  fault = {};
  served = { "index.html": "page", "a b.js": "script", "large.bin": "large" };
  asked = [];
  const cacheOf = (name: string) => {
    const files = stored.get(name) ?? new Map<string, string>();
    stored.set(name, files);
    return {
      match: async (address: string) => (files.has(address) ? new Response(files.get(address)) : undefined),
      put: async (address: string, response: Response) => {
        if (fault.put) throw fault.put;
        files.set(address, await response.text());
      },
      keys: async () => [...files.keys()],
    };
  };
  Object.assign(globalThis, {
    caches: {
      open: async (name: string) => {
        if (fault.open) throw fault.open;
        return cacheOf(name);
      },
      keys: async () => [...stored.keys()],
      delete: async (name: string) => stored.delete(name),
    },
    fetch: async (request: Request | string) => {
      const path =
        decodeURIComponent((typeof request === "string" ? request : request.url).slice(SITE.length)) || "index.html";
      asked.push(path);
      return path in served ? new Response(served[path]) : new Response("", { status: 404 });
    },
  });
});
afterAll(() => Object.assign(globalThis, own));

const FULL = new DOMException("", "QuotaExceededError");

test("a version is kept whole, but for what is kept once it is asked for", async () => {
  const version = versionOf("1", { ...served }, ["large.bin"]);
  await version.keep();
  expect([await version.isWhole(), asked.sort()]).toEqual([true, ["a b.js", "index.html"]]);
  served = {};
  expect([await answer(version, ""), await answer(version, "a%20b.js")]).toEqual(["page", "script"]);
  served = { "large.bin": "large" };
  expect(await answer(version, "large.bin")).toBe("large");
  served = {};
  expect(await answer(version, "large.bin")).toBe("large");
});

test("a newer version takes from the older one what has not changed", async () => {
  await versionOf("1", { ...served }).keep();
  asked = [];
  served = { ...served, "a b.js": "newer" };
  const newer = versionOf("2", { ...served });
  await newer.keep();
  expect(asked).toEqual(["a b.js"]);
  await newer.removeOthers();
  expect([...stored.keys()]).toEqual([`mixedmodels ${SITE} 2`]);
});

test("files of another version make none, and what there is no room for leaves nothing behind", async () => {
  const version = versionOf("1", { ...served });
  served = { ...served, "a b.js": "changed meanwhile" };
  await expect(version.keep()).rejects.toThrow("is not the file of this version");
  expect(await version.isWhole()).toBe(false);
  served = { ...served, "a b.js": "script" };
  fault = { put: FULL };
  await expect(version.keep()).rejects.toBe(FULL);
  expect([...stored.keys()]).toEqual([]);
  expect(await answer(version, "")).toBe("page");
});

test("where a part of what was kept has gone, a page gets its file also without room for it", async () => {
  const version = versionOf("1", { ...served });
  await version.keep();
  stored.get(`mixedmodels ${SITE} 1`)!.delete(`${SITE}index.html`);
  fault = { put: FULL };
  expect(await answer(version, "")).toBe("page");
  served = { ...served, "index.html": "of another version" };
  await expect(answer(version, "")).rejects.toThrow("is not the file of this version");
});

test("a storage that cannot be read does not stand between a page and its server", async () => {
  fault = { open: new DOMException("Unexpected internal error.", "UnknownError") };
  const version = versionOf("1", { ...served });
  expect(await version.isWhole()).toBe(false);
  expect(await answer(version, "")).toBe("page");
});
