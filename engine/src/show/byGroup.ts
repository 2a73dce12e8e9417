import { ENTRY, withText } from "./byName";
import { inspectCustom, jupyterDisplay, type MimeBundle, type Shown } from "./shown";
import { namedEntries } from "./strictMembers";

const FORMATS = {
  "text/plain": "toString",
  "text/html": "toHTML",
  "text/markdown": "toMarkdown",
  "text/latex": "toLaTeX",
} as const;

/**
 * An object with an entry for each grouping factor, whatever its name, that a notebook shows as results.
 * @param shown the results that stand for the object; one alone is shown as it shows itself
 */
export function byGroup<T>(
  entries: Iterable<readonly [string, T]>,
  shown: () => readonly Shown[],
): { readonly [grouping: string]: T } {
  const result = Object.create(namedEntries) as { [grouping: string]: T };
  for (const [grouping, value] of entries) Object.defineProperty(result, grouping, { value, ...ENTRY });
  const text = (): string => shown().map(String).join("\n\n");
  // Not enumerable, so that the object has no keys but the grouping factors.
  Object.defineProperties(result, {
    [inspectCustom]: { value: text },
    [jupyterDisplay]: { value: () => bundleOf(shown()) },
  });
  return withText(result, text);
}

/** One bundle of several results, one below the other. */
export function bundleOf(shown: readonly Shown[]): MimeBundle | Promise<MimeBundle> {
  if (shown.length === 1) return shown[0][jupyterDisplay]();
  return Object.fromEntries(
    Object.entries(FORMATS).map(([mime, format]) => [mime, shown.map((result) => result[format]()).join("\n\n")]),
  );
}
