/** A name of the user's for a column beside those that a table of results has: "lower (variable)" beside a lower. */
export function distinctName(name: string, taken: readonly string[], kind: string): string {
  return taken.includes(name) ? distinctName(`${name} (${kind})`, taken, kind) : name;
}
