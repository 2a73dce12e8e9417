import * as typescript from "@tslab/typescript-for-tslab";

/** A place in a text; line and column count from 0. */
export interface Position {
  line: number;
  column: number;
}

export type PositionMap = (line: number, column: number) => Position | undefined;

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;

/** What tslab is to find in the compiler in place of the compiler's own, by name. */
export type CompilerParts = { readonly [name: string]: unknown };

/** The outputs of tslab whose positions nobody has asked for yet. */
const maps = new Map<string, PositionMap>();

/** The positions of one of tslab's outputs in its source. */
export function positionsOf(output: string): PositionMap {
  const map = maps.get(output);
  maps.delete(output);
  return map ?? (() => undefined);
}

/**
 * A compiler that keeps source maps. tslab compiles a cell twice (TypeScript → ES modules → CommonJS) and asks for no
 * maps; without them the lines of a stack trace are not those of the cell.
 * @param read - a source map by its text
 */
export function keepSourceMaps(read: (text: string) => PositionMap): CompilerParts {
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
    maps.set(outputText, compose(read(output.sourceMapText!), read(decoded(inline[1]!))));
    return { ...output, outputText };
  };

  return { createWatchCompilerHost, transpileModule };
}

/** The UTF-8 text of bytes in base 64. */
function decoded(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}

function compose(outer: PositionMap, inner: PositionMap): PositionMap {
  return (line, column) => {
    const middle = outer(line, column);
    return middle && inner(middle.line, middle.column);
  };
}
