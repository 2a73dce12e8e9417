import { absent } from "./data";
import { type Comparison, PageCheck } from "./pageCheck";

/** A page of the workshop or the book, and how it is re-done. */
export interface Page {
  /** As its file of facts is called. */
  readonly name: string;
  /** The later edition of the page whose numbers are compared. */
  readonly edition?: string;
  /** Larger data sets that it needs. */
  readonly needs?: readonly string[];
  readonly redo: (check: PageCheck) => void | Promise<void>;
}

/** A page that was re-done, or why not. */
export interface PageResult {
  readonly name: string;
  readonly comparisons: readonly Comparison[];
  /** Data that are not there. */
  readonly missing: string | undefined;
}

/** Re-does a page; without its data it is left out. */
export async function redone({ name, edition, needs = [], redo }: Page): Promise<PageResult> {
  const missing = absent(needs);
  if (missing !== undefined) return { name, comparisons: [], missing };
  const check = new PageCheck(name, edition);
  await redo(check);
  return { name, comparisons: check.finish(), missing: undefined };
}
