import type { ModelFrame } from "../../formula/frame/modelFrame";
import { sourcesOf } from "../../formula/language/derived";

/** The columns of the data that variables of a formula are, or are calculated from. */
export function sourceColumns({ recipe: { terms } }: ModelFrame, names: readonly string[]): Set<string> {
  return new Set(
    names.flatMap((name) => {
      const derived = terms.derived.get(name);
      return derived === undefined ? [name] : sourcesOf(derived).map((source) => source.name);
    }),
  );
}
