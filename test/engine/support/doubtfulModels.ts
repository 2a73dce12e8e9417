import { MersenneTwister } from "engine/random/mersenneTwister";

/** Kinds of data whose small models have more than one minimum more often than others. */
export const KINDS = [
  "skewed covariates of slopes",
  "slopes of covariates constant within groups",
  "unequal weights",
  "outlying groups",
  "heavy-tailed responses",
  "few levels",
  "unbalanced groups",
  "several terms",
] as const;

export type Kind = (typeof KINDS)[number];

export interface DoubtfulModel {
  readonly description: string;
  readonly formula: string;
  readonly table: Record<string, Float64Array | string[]>;
  readonly options: { readonly REML: boolean; readonly weights?: "w" };
}

/** A small random model of one of the {@link KINDS}, of which seeds in turn are; half of them are for REML. */
export function doubtfulModel(seed: number): DoubtfulModel {
  const kind = KINDS[seed % KINDS.length];
  const rng = new MersenneTwister(seed);
  const whole = (least: number, most: number): number => least + Math.floor(rng.rand() * (most - least + 1));
  const sometimes = (share: number): boolean => rng.rand() < share;
  const REML = sometimes(0.5);
  const levels = kind === "few levels" ? whole(2, 4) : sometimes(0.2) ? whole(15, 40) : whole(4, 14);
  const n = Math.max(16, levels * whole(2, 7));
  const g = memberships(n, levels, kind === "unbalanced groups" ? whole(2, 4) : sometimes(0.3) ? 2 : 0, rng);
  const h = memberships(n, whole(3, 9), sometimes(0.4) ? 2 : 0, rng);
  const skew = kind === "skewed covariates of slopes" ? 1 + rng.rand() : sometimes(0.25) ? 0.8 : 0;
  const covariate = (): ((_: unknown, i: number) => number) => {
    const centre = sometimes(0.5) ? 0 : 3 * rng.randn();
    return () => (skew > 0 ? Math.exp(skew * rng.randn()) : centre + rng.randn());
  };
  const isConstant = kind === "slopes of covariates constant within groups";
  const ofLevels = Array.from({ length: levels }, covariate());
  const x = Float64Array.from({ length: n }, isConstant ? (_, i) => ofLevels[g[i]] : covariate());
  const z = Float64Array.from({ length: n }, covariate());
  const w = Float64Array.from({ length: n }, () => Math.exp((kind === "unequal weights" ? 2 : 0.5) * rng.randn()));
  const hasWeights = kind === "unequal weights" || sometimes(0.1);
  const bars = [barOf("g", isConstant ? whole(1, 4) : whole(0, 5), rng)];
  if (kind === "several terms" || sometimes(0.15)) bars.push(barOf("h", whole(0, 3), rng));
  if (kind === "several terms" && sometimes(0.3)) bars.push("(1 | k)");
  const k = memberships(n, whole(3, 6), 0, rng);
  const outlying = kind === "outlying groups" ? 5 * Math.exp(rng.randn()) : 1;
  const sd = (): number => (sometimes(0.35) ? 0 : Math.exp(rng.randn()));
  const effects = [
    { of: g, by: undefined, sizes: effectsOf(levels, sd() || (outlying > 1 ? 1 : 0), outlying, rng) },
    { of: g, by: x, sizes: effectsOf(levels, 0.5 * sd(), outlying, rng) },
    { of: h, by: undefined, sizes: effectsOf(9, sd(), 1, rng) },
  ];
  const tail = kind === "heavy-tailed responses" ? whole(1, 2) : 0;
  const y = Float64Array.from({ length: n }, (_, i) => {
    let value = (tail > 0 ? student(tail, rng) : rng.randn()) / (hasWeights ? Math.sqrt(w[i]) : 1) + 0.5 * x[i];
    for (const { of, by, sizes } of effects) value += sizes[of[i]] * (by === undefined ? 1 : by[i]);
    return value;
  });
  const formula = `y ~ ${["1", "1 + x", "1 + x + z"][whole(0, 2)]} + ${bars.join(" + ")}`;
  const named = (name: string, refs: readonly number[]): string[] => refs.map((level) => `${name}${level}`);
  return {
    description: `model ${seed}, ${kind}: ${formula}, ${n} rows${hasWeights ? ", weights" : ""}${REML ? ", REML" : ""}`,
    formula,
    table: { y, x, z, w, g: named("g", g), h: named("h", h), k: named("k", k) },
    options: { REML, ...(hasWeights && { weights: "w" as const }) },
  };
}

/** A random-effects term of one to three columns, correlated or not. */
function barOf(grouping: string, shape: number, rng: MersenneTwister): string {
  const last = rng.rand() < 0.5 ? "1 + x + z" : "0 + x + z";
  const terms = ["1", "0 + x", "1 + x", "1 + x", "1 + x", last][shape];
  return rng.rand() < 0.3 ? `zerocorr(${terms} | ${grouping})` : `(${terms} | ${grouping})`;
}

/** The level of each row: all of about the same size for 0, less and less equal for larger numbers. */
function memberships(n: number, levels: number, inequality: number, rng: MersenneTwister): number[] {
  return Array.from({ length: n }, (_, i) =>
    i < levels ? i : inequality === 0 ? i % levels : Math.floor(levels * rng.rand() ** inequality),
  );
}

function effectsOf(levels: number, sd: number, outlying: number, rng: MersenneTwister): number[] {
  return Array.from({ length: levels }, (_, level) => sd * rng.randn() * (level < levels / 6 ? outlying : 1));
}

function student(dof: number, rng: MersenneTwister): number {
  let squares = 0;
  for (let i = 0; i < dof; i++) squares += rng.randn() ** 2;
  return rng.randn() / Math.sqrt(squares / dof);
}
