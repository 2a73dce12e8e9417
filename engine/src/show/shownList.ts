import { bundleOf } from "./byGroup";
import { inspectCustom, jupyterDisplay, type Shown } from "./shown";

/** An array of results that a notebook shows one below the other. */
export function shownList<T extends Shown>(results: readonly T[]): readonly T[] {
  const list = [...results];
  // Not enumerable, so that the array has no keys but its indices.
  Object.defineProperties(list, {
    [inspectCustom]: { value: () => list.map(String).join("\n\n") },
    [jupyterDisplay]: { value: () => bundleOf(list) },
  });
  return list;
}
