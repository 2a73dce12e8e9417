import { type ModelFrame, modelFrame } from "engine/formula/frame/modelFrame";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";

export interface RandomModel {
  readonly description: string;
  readonly frame: ModelFrame;
  readonly reml: boolean;
}

interface Factor {
  name: string;
  levels: number;
  size: number;
  refs: number[];
}

/**
 * A small model of random shape: one to three grouping factors, some nested or without correlations, up to three
 * columns a term, levels of uneven size, effects of random size of which many are singular or absent, sometimes hardly
 * any residual or as many effects as observations.
 */
export function randomModel(seed: number): RandomModel {
  const rng = new MersenneTwister(seed);
  const whole = (least: number, choices: number): number => least + Math.floor(rng.rand() * choices);
  const nearlySaturated = rng.rand() < 0.2;
  const nested = rng.rand() < 0.35;
  const reml = rng.rand() < 0.5;
  const balanced = rng.rand() < 0.25;
  const factors: Factor[] = ["g", "h", "k"]
    .slice(0, whole(nested ? 2 : 1, nested ? 2 : 3))
    .map((name) => ({ name, levels: whole(3, 10), size: whole(1, 3), refs: [] }));
  const inner = whole(2, 3);
  if (nested) {
    factors[0].levels = Math.min(factors[0].levels, 6);
    factors[1].levels = factors[0].levels * inner;
    if (rng.rand() < 0.7) factors[1].size = Math.min(factors[1].size, factors[0].size);
  }
  const effects = factors.reduce((sum, { levels, size }) => sum + levels * size, 0);
  const n = Math.max(Math.ceil(effects * (nearlySaturated ? 1.4 : 2 + 2 * rng.rand())), 20);
  const x = Float64Array.from({ length: n }, () => (rng.rand() < 0.5 ? -1 : 1));
  const z = Float64Array.from({ length: n }, () => rng.randn() + (balanced ? 0 : 2));
  const y = Float64Array.from({ length: n }, () => rng.randn() * (nearlySaturated ? 0.05 : 1));
  const power = balanced ? 1 : 1 + 1.5 * rng.rand();
  factors.forEach((factor, f) => {
    factor.refs = Array.from({ length: n }, (_, i) =>
      balanced && f === 0 ? i % factor.levels : Math.floor(rng.rand() ** power * factor.levels),
    );
  });
  if (nested) factors[0].refs = factors[1].refs.map((level) => Math.floor(level / inner));
  for (const { levels, size, refs } of factors) addEffects(y, levels, size, refs, [x, z], rng);
  const names = ["1", "x", "z"];
  const bars = factors.map(
    ({ name, size }) => `(${names.slice(0, size).join(" + ")} ${size > 1 && rng.rand() < 0.3 ? "||" : "|"} ${name})`,
  );
  const fixed = names.slice(0, whole(1, 3)).join(" + ");
  const formula = `y ~ ${fixed} + ${bars.join(" + ")}`;
  const columns = Object.fromEntries(factors.map(({ name, refs }) => [name, refs.map((level) => `${name}${level}`)]));
  const traits = [reml && "REML", nested && "nested", balanced && "balanced", nearlySaturated && "nearly saturated"]
    .filter(Boolean)
    .join(", ");
  return {
    description: `model ${seed}: ${formula}, ${n} rows ${traits}`,
    frame: modelFrame(formula, asTable({ y, x, z, ...columns })),
    reml,
  };
}

function addEffects(
  y: Float64Array,
  levels: number,
  size: number,
  refs: readonly number[],
  slopes: readonly Float64Array[],
  rng: MersenneTwister,
): void {
  const lambda = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => (j > i ? 0 : 0.7 * rng.randn())),
  );
  const kind = rng.rand();
  if (kind < 0.25) for (const row of lambda) row.fill(0);
  else if (kind < 0.5) for (const row of lambda) row[size - 1] = 0;
  const effects = Array.from({ length: levels }, () => {
    const u = Array.from({ length: size }, () => rng.randn());
    return lambda.map((row) => row.reduce((sum, value, j) => sum + value * u[j], 0));
  });
  for (let i = 0; i < y.length; i++)
    effects[refs[i]].forEach((effect, c) => (y[i] += effect * (c === 0 ? 1 : slopes[c - 1][i])));
}
