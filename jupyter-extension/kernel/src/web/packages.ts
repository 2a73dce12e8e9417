/** A package that cells can import: what it exports, when it is first asked for. */
export type Package = () => object;

type Exports = { readonly [part: string]: object };

const loaded = new Map<string, Exports>();

/** What a script of the site gives, which puts it at a global name; it is fetched and run at once. */
export function scriptOf(address: string, name: string): Exports {
  const known = loaded.get(address);
  if (known !== undefined) return known;
  try {
    importScripts(address);
  } catch (error) {
    if ((error as Error).name !== "NetworkError") throw error;
    throw new Error(`the site's file ${address} cannot be fetched: is there a network?`);
  }
  const found = (globalThis as unknown as { readonly [name: string]: Exports | undefined })[name];
  if (found === undefined) throw new Error(`the site's file ${address} does not hold '${name}'`);
  loaded.set(address, found);
  return found;
}

/** Those that cells can import, by name. */
export class Packages {
  private readonly known = new Map<string, Package>();

  add(name: string, load: Package): void {
    this.known.set(name, load);
  }

  get names(): string[] {
    return [...this.known.keys()];
  }

  has(specifier: string): boolean {
    return this.known.has(plain(specifier));
  }

  /** @throws with Node's code if there is no such package */
  load(specifier: string): object {
    const load = this.known.get(plain(specifier)) ?? this.known.get(specifier);
    if (load === undefined)
      throw Object.assign(new Error(`Cannot find module '${specifier}'`), { code: "MODULE_NOT_FOUND" });
    return load();
  }
}

/** Node's own modules have two names. */
function plain(specifier: string): string {
  return /^(?:fs|fs\/promises|os|path|perf_hooks|timers\/promises|util)$/.test(specifier)
    ? `node:${specifier}`
    : specifier;
}
