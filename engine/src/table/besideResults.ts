import type { Column } from "./column";
import { distinctName } from "./distinctName";

/** The user's columns, then those of the results; one of the user's that is named as one of these is told apart. */
export function besideResults(
  columns: readonly (readonly [string, Column])[],
  results: readonly (readonly [string, Column])[],
): (readonly [string, Column])[] {
  const computed = results.map(([name]) => name);
  const taken = [...computed, ...columns.map(([name]) => name)];
  const told = columns.map(([name, values]) => {
    const own = computed.includes(name) ? distinctName(`${name} (variable)`, taken, "variable") : name;
    return [own, values] as const;
  });
  return [...told, ...results];
}
