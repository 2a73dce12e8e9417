const LISTED = 20;
/** Nobody mistypes longer names, and comparing them takes the product of their lengths. */
const LONGEST = 200;

/**
 * The candidate that `name` is most likely a slip of: least edit distance regardless of case, undefined if none is
 * close.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = name.normalize("NFC").toLowerCase();
  let best: string | undefined;
  let least = Math.ceil(0.4 * wanted.length) + 1;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST) continue;
    const other = candidate.normalize("NFC").toLowerCase();
    const distance = editDistance(wanted, other);
    if (distance < least && distance < Math.max(wanted.length, other.length)) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/**
 * "unknown WHAT 'name' (did you mean 'x'?); PLURAL are a, b, …": the sentence for a name that is not among the known
 * ones.
 */
export function unknownName(what: string, name: string, plural: string, known: Iterable<string>): string {
  const names = [...known];
  const guess = nearest(name, names);
  const question = guess === undefined ? "" : ` (did you mean '${guess}'?)`;
  return `unknown ${what} '${name}'${question}; ${plural} are ${listNames(names)}`;
}

/** The names separated by commas; of very many only the first. */
export function listNames(names: readonly string[]): string {
  return names.length <= LISTED ? names.join(", ") : `${names.slice(0, LISTED).join(", ")}, …`;
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min(last[j] + 1, current[j - 1] + 1, substituted);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) current[j] = Math.min(current[j], beforeLast[j - 2] + 1);
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length];
}
