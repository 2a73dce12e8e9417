import { MersenneTwister } from "engine/random/mersenneTwister";

/** Shapes of designs, of which seeds in turn are. */
const SHAPES = ["one factor", "crossed", "partially crossed", "nested", "three factors"] as const;

const NAMES = ["g", "h", "k"];

export interface OrdinaryModel {
  readonly description: string;
  readonly formula: string;
  readonly table: Record<string, Float64Array | string[]>;
  readonly options: { readonly REML: boolean; readonly weights?: "w"; readonly σ?: number };
}

/**
 * A model as people fit: 8 to 40 levels a factor, 3 to 10 rows a level, random intercepts and slopes whose covariance
 * is of full rank, mostly unequal rows; a third by REML, some with weights, a fixed σ, or without correlations.
 */
export function ordinaryModel(seed: number): OrdinaryModel {
  const rng = new MersenneTwister(seed);
  const sometimes = (share: number): boolean => rng.rand() < share;
  const shape = SHAPES[seed % SHAPES.length];
  const options = {
    REML: sometimes(1 / 3),
    ...(sometimes(0.2) && { weights: "w" as const }),
    ...(sometimes(0.1) && { σ: 1 }),
  };
  const factors = groupings(shape, rng);
  const n = factors[0].length;
  const isCoded = sometimes(0.5);
  const x = Float64Array.from({ length: n }, () => (isCoded ? (sometimes(0.5) ? 1 : -1) : rng.randn()));
  const w = Float64Array.from({ length: n }, () => 0.3 + 2 * rng.rand());
  const y = Float64Array.from(x, (value, i) => 0.4 * value + rng.randn() / Math.sqrt(options.weights ? w[i] : 1));
  const terms = factors.map((refs, j) => {
    const hasSlope = sometimes(0.5);
    addEffects(y, refs, hasSlope ? x : undefined, rng);
    return `${sometimes(0.2) ? "zerocorr" : ""}(${hasSlope ? "1 + x" : "1"} | ${NAMES[j]})`;
  });
  const formula = `y ~ 1 + x + ${terms.join(" + ")}`;
  const columns = Object.fromEntries(factors.map((refs, j) => [NAMES[j], refs.map((level) => `${NAMES[j]}${level}`)]));
  return {
    description: `model ${seed}, ${shape}: ${formula}, ${n} rows, ${JSON.stringify(options)}`,
    formula,
    table: { y, x, w, ...columns },
    options,
  };
}

/** The levels of each row by every factor. */
function groupings(shape: (typeof SHAPES)[number], rng: MersenneTwister): number[][] {
  const whole = (least: number, most: number): number => least + Math.floor(rng.rand() * (most - least + 1));
  const levels = whole(8, 40);
  const others = whole(8, 24);
  if (shape === "one factor") {
    const rows = whole(3, 10) * levels;
    return [Array.from({ length: rows }, (_, i) => (i < 2 * levels ? i % levels : whole(0, levels - 1)))];
  }
  if (shape === "nested") {
    const inner = whole(2, 4);
    const g = Array.from({ length: whole(3, 6) * inner * levels }, (_, i) => Math.floor(i / inner) % levels);
    return [g, g.map((level, i) => level * inner + (i % inner))];
  }
  const share = shape === "crossed" ? 1 : 0.5;
  const cells = Array.from({ length: levels * others }, (_, i) => i).filter(() => rng.rand() < share);
  const crossed = [cells.map((cell) => cell % levels), cells.map((cell) => Math.floor(cell / levels))];
  return shape === "three factors" ? [...crossed, cells.map(() => whole(0, 9))] : crossed;
}

/** Adds effects of every level: an intercept, and a slope of x where there is one. */
function addEffects(y: Float64Array, refs: readonly number[], x: Float64Array | undefined, rng: MersenneTwister): void {
  const levels = Math.max(...refs) + 1;
  const sizes = [0.4 + rng.rand(), 0.3 + 0.5 * rng.rand()];
  const effects = Array.from({ length: levels }, () => {
    const common = rng.randn();
    return [sizes[0] * common, sizes[1] * (0.5 * common + rng.randn())];
  });
  for (let i = 0; i < y.length; i++) y[i] += effects[refs[i]][0] + (x === undefined ? 0 : x[i] * effects[refs[i]][1]);
}
