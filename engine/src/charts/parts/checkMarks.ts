import { OptionError } from "../../errors";
import { unknownName } from "../../words/nearest";

const MARKS = [
  ..."arc area bar boxplot circle errorband errorbar geoshape image line point rect rule square text tick trail".split(
    " ",
  ),
];

/** Names a mark that there is none of, at which Vega-Lite fails with an error of its own insides. */
export function checkMarks(part: unknown): void {
  if (typeof part !== "object" || part === null) return;
  for (const [name, own] of Object.entries(part)) {
    if (name === "data" || name === "datasets" || name === "config") continue;
    const mark: unknown = name === "mark" ? ((own as { type?: unknown } | null)?.type ?? own) : undefined;
    if (typeof mark === "string" && !MARKS.includes(mark))
      throw new OptionError(unknownName("mark", mark, "marks", MARKS));
    checkMarks(own);
  }
}
