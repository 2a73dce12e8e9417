const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i;
/** What begins a formula (OWASP, CSV Injection), behind blanks, quotation marks and what cannot be seen too. */
const FORMULA = /^["\s\p{C}]*[=+\-@＝＋－＠]/u;
/** A number, or one that ends an interval. */
const HARMLESS = new RegExp(`${NUMBER.source}[\\])}]?$`, "i");
/** Where a spreadsheet of some country begins another cell, if what is between quotation marks is torn. */
const DELIMITERS = /([,;|\t\r\n])/;

/**
 * A text in which no spreadsheet, whatever delimiter it knows, finds a formula: a quote stands before what it would
 * take for one; numbers stay as they are, and a number with what stands in brackets behind it, "-0.26 (0.16)", has a
 * true minus.
 */
export function safeText(text: string): string {
  const number = NUMBER.exec(text)?.[0];
  if (number?.startsWith("-") && /^ [[(]/.test(text.slice(number.length))) return `−${safeText(text.slice(1))}`;
  const parts = text.split(DELIMITERS);
  // Before a vertical bar a number could be the name of another program (Dynamic Data Exchange).
  const safe = parts.map((part, i) => disarmed(part, parts[i + 1] !== "|")).join("");
  return /^[\t\r\n]/.test(safe) ? `'${safe}` : safe;
}

function disarmed(part: string, mayBeNumber: boolean): string {
  return FORMULA.test(part) && !(mayBeNumber && HARMLESS.test(part)) ? `'${part}` : part;
}
