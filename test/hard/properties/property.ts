import fc from "fast-check";

/** How often a property is tried, and from which seed. */
export interface Effort {
  readonly runs: number;
  readonly seed: number;
}

/** What `npm run test:long` sets. */
export const IS_LONG = process.env.MIXEDMODELS_LONG === "1";

/**
 * `few` runs with the same inputs on every machine for every day; `many` in `npm run test:long`, from another seed each
 * time, which is printed so that what was found can be found again: `SEED=… npm run test:long`.
 */
export function effort(few: number, many: number): Effort {
  if (!IS_LONG) return { runs: few, seed: 20 };
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stderr.write(`${expect.getState().testPath?.split("/").at(-1)}: ${many} runs from SEED=${seed}\n`);
  return { runs: many, seed };
}

export function holds<T>(property: fc.IProperty<T>, { runs, seed }: Effort): void {
  fc.assert(property, { numRuns: runs, seed });
}

export async function holdsLater<T>(property: fc.IAsyncProperty<T>, { runs, seed }: Effort): Promise<void> {
  await fc.assert(property, { numRuns: runs, seed });
}

/** Names that break code which takes them for keys, code, markup or paths. */
export const NAMES = [
  "__proto__",
  "constructor",
  "toString",
  "a b",
  "it's",
  'say "y"',
  "a`b",
  "ünïcödé",
  "数",
  "😀",
  "x.y",
  "a[0]",
  "datum.x",
  "${x}",
  "<img src=x onerror=alert(1)>",
  "a\nb",
  "σ",
  "(Intercept)",
  "log",
  "../../etc",
  "javascript:alert(1)",
  "=1+1",
  "",
  " ",
];

/** A name: a plain one, one of {@link NAMES}, or any text. */
export const anyName = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z]{1,6}$/) },
  { weight: 2, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
);
