const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i;
/** What begins a formula (OWASP, CSV Injection), behind blanks and quotation marks too. */
const FORMULA = /^["\s]*[=+\-@＝＋－＠]/;
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
  const safe = text.split(DELIMITERS).map(disarmed).join("");
  return /^[\t\r\n]/.test(safe) ? `'${safe}` : safe;
}

function disarmed(part: string): string {
  return FORMULA.test(part) && !HARMLESS.test(part) ? `'${part}` : part;
}
