import Module, { SourceMap, type SourceMapPayload } from "node:module";
import * as typescript from "@tslab/typescript-for-tslab";

/** A place in a text; line and column count from 0. */
export interface Position {
  line: number;
  column: number;
}

export type PositionMap = (line: number, column: number) => Position | undefined;

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;

/** The positions of one of tslab's outputs in its source. */
export const positionsOf: (output: string) => PositionMap = keepSourceMaps();

/**
 * Gives tslab a compiler that keeps source maps. tslab compiles a cell twice (TypeScript → ES modules → CommonJS) and
 * asks for no maps; without them the lines of a stack trace are not those of the cell.
 */
function keepSourceMaps(): (output: string) => PositionMap {
  const maps = new Map<string, PositionMap>();
  const createHost = typescript.createWatchCompilerHost as (
    files: string[],
    options: object,
    ...rest: unknown[]
  ) => unknown;
  const createWatchCompilerHost: typeof createHost = (files, options, ...rest) =>
    createHost(files, { ...options, inlineSourceMap: true }, ...rest);

  const transpileModule = (input: string, options: typescript.TranspileOptions): typescript.TranspileOutput => {
    const inline = INLINE_MAP.exec(input);
    if (!inline) return typescript.transpileModule(input, options);
    const compilerOptions = { ...options.compilerOptions, sourceMap: true };
    const output = typescript.transpileModule(input.slice(0, inline.index), { ...options, compilerOptions });
    const outputText = output.outputText.replace(/\n\/\/# sourceMappingURL=\S*\s*$/, "\n");
    maps.set(outputText, compose(output.sourceMapText!, Buffer.from(inline[1]!, "base64").toString("utf8")));
    return { ...output, outputText };
  };

  replaceInModule(require.resolve("@tslab/typescript-for-tslab"), { createWatchCompilerHost, transpileModule });
  return (output) => {
    const map = maps.get(output);
    maps.delete(output);
    return map ?? (() => undefined);
  };
}

function compose(last: string, first: string): PositionMap {
  const [outer, inner] = [last, first].map((text) => new SourceMap(JSON.parse(text) as SourceMapPayload)) as [
    SourceMap,
    SourceMap,
  ];
  return (line, column) => {
    const middle = outer.findEntry(line, column);
    if (!("originalLine" in middle)) return undefined;
    const origin = inner.findEntry(middle.originalLine, middle.originalColumn);
    return "originalLine" in origin ? { line: origin.originalLine, column: origin.originalColumn } : undefined;
  };
}

/** The compiler's functions are getters that cannot be set: hand out a copy of the module instead. */
export function replaceInModule(file: string, replacements: Record<string, unknown>): void {
  const cached = (Module as unknown as { _cache: Record<string, { exports: object }> })._cache[file]!;
  const entries = Object.entries(replacements).map(
    ([name, value]) => [name, { value, enumerable: true, writable: true }] as const,
  );
  cached.exports = Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(cached.exports), ...Object.fromEntries(entries) },
  );
}
