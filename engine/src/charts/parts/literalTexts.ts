/** Where a specification has texts that are shown as they stand. */
const TEXTS = new Set(["title", "text", "subtitle", "value"]);
/** Text that no eye sees. */
const UNSEEN = "\u200b";

/**
 * A specification whose texts Vega reads as texts: its parser of expressions takes a text that is a name of every
 * object ("constructor", "toString", …) or "if" for a variable, and draws nothing. Such a text gets a character of no
 * width at its end; data stay as they are.
 */
export function literalTexts<Spec>(spec: Spec): Spec {
  return literalPart(spec, "") as Spec;
}

function literalPart(part: unknown, key: string): unknown {
  if (typeof part === "string") return TEXTS.has(key) ? literal(part) : part;
  if (Array.isArray(part)) return part.map((one) => literalPart(one, key));
  if (typeof part !== "object" || part === null || Object.getPrototypeOf(part) !== Object.prototype) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, own]) => [
      name,
      name === "data" || name === "datasets" ? own : literalPart(own, name),
    ]),
  );
}

function literal(text: string): string {
  return text === "if" || text in Object.prototype ? `${text}${UNSEEN}` : text;
}
