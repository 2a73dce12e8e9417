import { OptionError } from "../../errors";
import { unknownName } from "../../words/nearest";

const MARKS = [
  ..."arc area bar boxplot circle errorband errorbar geoshape image line point rect rule square text tick trail".split(
    " ",
  ),
];

/** Where a specification holds others. */
const PARTS = ["layer", "hconcat", "vconcat", "concat", "spec"] as const;

type Part = { readonly [name in (typeof PARTS)[number] | "mark"]?: unknown };

/** Names a mark that there is none of, at which Vega-Lite fails with an error of its own insides. */
export function checkMarks(specification: unknown): void {
  if (typeof specification !== "object" || specification === null) return;
  const part: Part = specification;
  const mark = (part.mark as { readonly type?: unknown } | null | undefined)?.type ?? part.mark;
  if (typeof mark === "string" && !MARKS.includes(mark))
    throw new OptionError(unknownName("mark", mark, "marks", MARKS));
  for (const own of PARTS.flatMap((name) => part[name])) checkMarks(own);
}
