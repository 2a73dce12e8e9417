import { MersenneTwister } from "engine/random/mersenneTwister";

export interface MaximalModel {
  readonly description: string;
  readonly formula: string;
  readonly table: Record<string, Float64Array | string[]>;
  readonly options: { readonly REML: boolean; readonly weights?: "w" };
}

const NAMES = ["u", "v", "x", "z"];

/**
 * A random maximal model of two partially crossed factors s and i with 5 to 90 levels: a slope of each of one to four
 * covariates (numbers, or ±1 within or between the levels of a factor) by both, of covariances of any rank. Half of
 * them have a slope that the data do not identify, for its covariate is constant within the levels of a factor.
 */
export function maximalModel(seed: number): MaximalModel {
  const rng = new MersenneTwister(seed);
  const whole = (least: number, most: number): number => least + Math.floor(rng.rand() * (most - least + 1));
  const isLarge = seed % 8 === 0;
  const s = isLarge ? whole(40, 90) : whole(8, 30);
  const i = isLarge ? whole(60, 120) : whole(6, 30);
  const names = NAMES.slice(0, whole(1, NAMES.length));
  const isBetween = names.map((_, k) => (k === 0 && seed % 2 === 0) || rng.rand() < 0.2);
  const signs = names.map(() => Array.from({ length: i }, () => (rng.rand() < 0.5 ? -1 : 1)));
  const isNumber = names.map(() => rng.rand() < 0.4);
  const size = names.length + 1;
  const ofS = effects(s, size, rng);
  const ofI = effects(i, size, rng);
  const kept = Math.max(0.2 + 0.8 * rng.rand(), Math.min(1, (1.6 * (s + i) * size) / (s * i)));
  const repeated = Math.max(rng.rand() < 0.3 ? 2 : 1, Math.ceil((1.6 * (s + i) * size) / (s * i)));
  const noise = 0.5 + 2 * rng.rand();
  const y: number[] = [];
  const w: number[] = [];
  const factors: { s: string[]; i: string[] } = { s: [], i: [] };
  const columns = names.map((): number[] => []);
  for (let a = 0; a < s; a++) {
    for (let b = 0; b < i; b++) {
      for (let r = 0; r < repeated; r++) {
        if (rng.rand() > kept) continue;
        let value = ofS[a][0] + ofI[b][0] + noise * rng.randn();
        names.forEach((_, k) => {
          const covariate = isBetween[k] ? signs[k][b] : isNumber[k] ? rng.randn() : rng.rand() < 0.5 ? -1 : 1;
          columns[k].push(covariate);
          value += covariate * (0.3 + ofS[a][k + 1] + ofI[b][k + 1]);
        });
        y.push(value);
        w.push(0.3 + 2 * rng.rand());
        factors.s.push(`s${a}`);
        factors.i.push(`i${b}`);
      }
    }
  }
  const bar = (factor: string): string => `${rng.rand() < 0.2 ? "zerocorr" : ""}(1 + ${names.join(" + ")} | ${factor})`;
  const formula = `y ~ 1 + ${names.join(" * ")} + ${bar("s")} + ${bar("i")}`;
  const REML = rng.rand() < 0.3;
  const hasWeights = rng.rand() < 0.2;
  const numbers = Object.fromEntries(names.map((name, k) => [name, Float64Array.from(columns[k])]));
  return {
    description: `model ${seed}: ${formula}, ${s} × ${i} levels, ${y.length} rows`,
    formula,
    table: { ...numbers, y: Float64Array.from(y), w: Float64Array.from(w), ...factors },
    options: { REML, ...(hasWeights && { weights: "w" as const }) },
  };
}

/** Effects of every level, of a covariance of random rank. */
function effects(levels: number, size: number, rng: MersenneTwister): number[][] {
  const rank = Math.floor(rng.rand() * (size + 1));
  const factor = Array.from({ length: size }, () =>
    Array.from({ length: rank }, () => rng.randn() * (0.2 + rng.rand())),
  );
  return Array.from({ length: levels }, () => {
    const z = Array.from({ length: rank }, () => rng.randn());
    return factor.map((row) => row.reduce((sum, value, k) => sum + value * z[k], 0));
  });
}
