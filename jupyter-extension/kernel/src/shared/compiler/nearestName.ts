/** The name that is least changed to get the written one; undefined if none is near. */
export function nearestName(
  written: string,
  names: Iterable<string>,
  most: number = Math.max(written.length > 2 ? 2 : 1, Math.floor(written.length * 0.4)),
): string | undefined {
  let nearest: string | undefined;
  let least = most + 1;
  for (const name of names) {
    if (name.startsWith("__")) continue;
    const distance = changes(written.toLowerCase(), name.toLowerCase());
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}

/** How many letters have to be put in, left out or replaced (Levenshtein's distance). */
function changes(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])));
    row = next;
  }
  return row[b.length]!;
}
