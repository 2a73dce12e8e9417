import { MersenneTwister } from "engine/random/mersenneTwister";

/** A random small study with a covariate x of some kind, and how its columns come in other origins and units. */
export interface ChangedUnits {
  readonly description: string;
  readonly formula: string;
  readonly REML: boolean;
  /** σ where it is held fixed. */
  readonly sigma: number | undefined;
  readonly weighted: boolean;
  /** Whether x alone has changed, and is counted in whole steps: the fits then compute with the same numbers. */
  readonly isCounted: boolean;
  /** Whether x alone has changed. */
  readonly isXAlone: boolean;
  readonly data: Study;
  /** x′ = a + b·x, y′ = c + d·y, w′ = e·w. */
  readonly changed: Study;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  /** |a/b| in standard deviations of x. */
  readonly distance: number;
}

export type Study = { readonly [column in "x" | "z" | "w" | "y"]: number[] } & {
  readonly [column in "arm" | "g" | "h"]: string[];
};

const KINDS: { readonly [kind: string]: (rng: MersenneTwister, i: number) => number } = {
  normal: (rng) => rng.randn(),
  skewed: (rng) => Math.exp(rng.randn()),
  ages: (rng) => 18 + Math.floor(60 * rng.rand()),
  days: (_, i) => Math.floor(i / 3) % 8,
  decimals: (rng) => Math.round(365 + 12 * rng.randn()) / 10,
  signs: (rng) => (rng.rand() < 0.5 ? -1 : 1),
};

/** Random effects that stay the same whatever the origin of x is, and those for which only its unit does not matter. */
export const SHIFTED = [
  "(1 + x | g)",
  "(1 + x | g) + (1 | h)",
  "(1 + x | g) + (1 + x | h)",
  "(1 + x + z | g)",
  "(0 + arm + x | g)",
  "(1 + x + x^2 | g)",
  "(1 | g)",
];
const SCALED = ["zerocorr(1 + x | g)", "(0 + x | g)", "(1 | g) + (0 + x | h)", "(1 | h) + zerocorr(1 + x + z | g)"];
const FIXED = ["1 + x + z + arm", "1 + x + arm + arm & x", "0 + arm + x + z", "1 + z + x + x^2"];

/** @param random random effects to choose from; default all kinds */
export function changedUnits(seed: number, random: readonly string[] = [...SHIFTED, ...SCALED]): ChangedUnits {
  const rng = new MersenneTwister(seed);
  const choice = <T>(values: readonly T[]): T => values[Math.floor(values.length * rng.rand())];
  const effects = choice(random);
  const powers = effects.includes("x^2");
  // The square of a sign is 1.
  const kind = choice(Object.keys(KINDS).filter((own) => !(powers && own === "signs")));
  const fixed = powers ? FIXED[3] : choice(kind === "signs" ? FIXED.slice(0, 3) : FIXED);
  const groups = 8 + Math.floor(6 * rng.rand());
  const n = groups * (6 + Math.floor(5 * rng.rand()));
  const rows = Array.from({ length: n }, (_, i) => i);
  const g = rows.map((i) => `g${i % groups}`);
  const h = rows.map(() => `h${Math.floor(6 * rng.rand())}`);
  const arm = rows.map(() => choice(["ctl", "low", "high"]));
  const x = rows.map((i) => KINDS[kind](rng, i));
  const z = rows.map(() => rng.randn());
  const w = rows.map(() => 0.3 + 2 * rng.rand());
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  const sd = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  const slopes = new Map([...g, ...h].map((level) => [level, [rng.randn(), 0.6 * rng.randn(), 0.5 * rng.randn()]]));
  const y = rows.map((i) => {
    const s = (x[i] - mean) / sd;
    const own = slopes.get(g[i])!;
    const other = slopes.get(h[i])!;
    const noise = rng.randn();
    return 2 + 0.4 * s + own[0] + own[1] * s + own[2] * z[i] + 0.6 * (other[0] + other[1] * s) + noise;
  });
  const sign = rng.rand() < 0.5 ? -1 : 1;
  const distance = SCALED.includes(effects) ? 0 : 10 ** ((powers || fixed === FIXED[3] ? 3 : 6) * rng.rand());
  const b = 10 ** (24 * rng.rand() - 12);
  const a = sign * b * sd * distance;
  // Far from its origin a slope without a correlation is hardly told from the intercept: rounding of y would matter.
  const others = rng.rand() < 0.3 && !(kind === "decimals" && SCALED.includes(effects));
  const d = others ? 10 ** (24 * rng.rand() - 12) : 1;
  const c = others && !fixed.startsWith("0") ? d * 100 * rng.randn() : 0;
  const weighted = rng.rand() < 0.3;
  const e = weighted && others ? 10 ** (8 * rng.rand() - 4) : 1;
  const REML = rng.rand() < 0.5;
  const sigma = rng.rand() < 0.15 ? 1.1 : undefined;
  const formula = `y ~ ${fixed} + ${effects}`;
  const [A, B, C, D] = [a, b, c, d].map((value) => value.toExponential(1));
  const scale = `a ${A} b ${B} c ${C} d ${D} e ${e}`;
  return {
    description:
      `seed ${seed}: ${formula}, ${kind}, ${n} rows, ` + `REML ${REML}, σ ${sigma}, weights ${weighted}, ${scale}`,
    formula,
    REML,
    sigma,
    weighted,
    isCounted: !others && kind !== "normal" && kind !== "skewed",
    isXAlone: !others,
    data: { x, z, arm, g, h, w, y },
    changed: {
      x: x.map((value) => a + b * value),
      z,
      arm,
      g,
      h,
      w: w.map((value) => e * value),
      y: y.map((value) => c + d * value),
    },
    a,
    b,
    c,
    d,
    e,
    distance,
  };
}
