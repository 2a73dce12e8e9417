/** Puts the repairs of the compiler in place; imported before anything that loads tslab's converter. */
import Module, { SourceMap, type SourceMapPayload } from "node:module";
import { completionsWithFolder } from "../shared/completionHost";
import { type CompilerParts, keepSourceMaps, type PositionMap } from "../shared/sourceMaps";

replaceInModule(require.resolve("@tslab/typescript-for-tslab"), {
  ...keepSourceMaps(readSourceMap),
  ...completionsWithFolder(),
});

function readSourceMap(text: string): PositionMap {
  const map = new SourceMap(JSON.parse(text) as SourceMapPayload);
  return (line, column) => {
    const entry = map.findEntry(line, column);
    return "originalLine" in entry ? { line: entry.originalLine, column: entry.originalColumn } : undefined;
  };
}

/** The compiler's functions are getters that cannot be set: hand out a copy of the module instead. */
function replaceInModule(file: string, parts: CompilerParts): void {
  const cached = (Module as unknown as { _cache: Record<string, { exports: object }> })._cache[file]!;
  const entries = Object.entries(parts).map(
    ([name, value]) => [name, { value, enumerable: true, writable: true }] as const,
  );
  cached.exports = Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(cached.exports), ...Object.fromEntries(entries) },
  );
}
