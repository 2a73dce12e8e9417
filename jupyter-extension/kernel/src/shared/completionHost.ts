import * as typescript from "@tslab/typescript-for-tslab";
import type { CompilerParts } from "./sourceMaps";

interface Completions {
  getCompletionsAtPositionForTslab(host: object, ...rest: unknown[]): unknown;
}

/**
 * tslab asks the compiler for completions with an empty host. That throws for members of objects whose class has a
 * member named by a symbol of a module, such as `[inspect.custom]`: the compiler wants to know the current directory
 * then.
 */
export function completionsWithFolder(): CompilerParts {
  const { Completions } = typescript as unknown as { Completions: Completions };
  const getCompletionsAtPositionForTslab: Completions["getCompletionsAtPositionForTslab"] = (host, ...rest) =>
    Completions.getCompletionsAtPositionForTslab(
      { getCurrentDirectory: () => typescript.sys.getCurrentDirectory(), ...host },
      ...rest,
    );
  return { Completions: { ...Completions, getCompletionsAtPositionForTslab } };
}
