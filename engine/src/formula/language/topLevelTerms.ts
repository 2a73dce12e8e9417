/** The terms of a printed formula: its right-hand side between the plus signs outside of parentheses and backticks. */
export function topLevelTerms(formula: string): string[] {
  const terms: string[] = [];
  let [depth, quoted, start] = [0, false, -1];
  for (let i = 0; i < formula.length; i++) {
    const character = formula[i];
    if (character === "`") quoted = !quoted;
    if (quoted) continue;
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (start < 0 && character === "~") start = i + 1;
    if (start >= 0 && depth === 0 && character === "+") {
      terms.push(formula.slice(start, i).trim());
      start = i + 1;
    }
  }
  return [...terms, formula.slice(Math.max(0, start)).trim()];
}
