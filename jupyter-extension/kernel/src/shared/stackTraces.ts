import type { PositionMap } from "./compiler/positions";
import { shortened } from "./shortened";

/** The places of running code in the sources of cells and of modules in the notebook's folder, by their names. */
export type Sources = (file: string) => PositionMap | undefined;

/** Node splits stacks into lines, of which a message may have more than the heap holds. */
const MOST_CHARACTERS = 100_000;

/** What V8 tells of a frame. */
interface CallSite {
  getFileName(): string | null;
  getScriptNameOrSourceURL?(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getFunctionName(): string | null;
  isConstructor(): boolean;
  isAsync?(): boolean;
}

/**
 * How the stack of an error is written, whoever shows it: the lines of cells and of modules beside the notebook as
 * their authors have them, and nothing of what runs them.
 */
export function stackOf(sources: Sources): (error: unknown, sites: readonly CallSite[]) => string {
  return (error, sites) => {
    const lines = sites.flatMap((site) => {
      const file = site.getScriptNameOrSourceURL?.() ?? site.getFileName();
      const line = site.getLineNumber();
      if (!file || line === null) return [];
      const name = decoded(file);
      const at = sources(name)?.(line - 1, (site.getColumnNumber() ?? 1) - 1);
      if (at === undefined) return [];
      const caller = site.getFunctionName();
      const place = `${name}:${at.line + 1}:${at.column + 1}`;
      const how = `${site.isAsync?.() ? "async " : ""}${site.isConstructor() ? "new " : ""}`;
      return [caller ? `    at ${how}${caller} (${place})` : `    at ${how}${place}`];
    });
    return [shortened(Error.prototype.toString.call(error), MOST_CHARACTERS), ...lines].join("\n");
  };
}

function decoded(name: string): string {
  try {
    return decodeURI(name);
  } catch {
    return name;
  }
}
