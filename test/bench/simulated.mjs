import { createRequire } from "node:module";

const { Xoshiro } = createRequire(import.meta.url)("mixedmodels");

/** The designs of the cost curves by the first word of their name, with the second as size. */
const DESIGNS = {
  rows: (size) => ({ rows: size, factors: { g: 100, h: 50 }, columns: 1, slopes: ["g"] }),
  levels: (size) => ({ rows: 100_000, factors: { g: size, h: 50 }, columns: 1 }),
  crossed: (size) => ({ rows: 100_000, factors: { g: size, h: size }, columns: 1 }),
  read: (size) => ({ rows: size, factors: { g: 2000, h: 100 }, columns: 2 }),
  slopes: (size) => ({ rows: 10_000, factors: { g: 50 }, columns: size - 1, slopes: ["g"] }),
};

/** Columns g, h, …, x1, x2, …, y of a simulated design, the same on every machine. */
export function simulated(name) {
  if (name === "three factors") return draw({ rows: 600, factors: { g: 20, h: 12, i: 8 }, columns: 1, seed: 3 });
  const [kind, size] = name.split(" ");
  if (!Object.hasOwn(DESIGNS, kind)) throw new RangeError(`no data of the bench are called '${name}'`);
  return draw({ ...DESIGNS[kind](Number(size)), seed: Number(size) });
}

/**
 * y = 1 + Σx_j + Σ over the factors of (intercept + Σ slopes, for those in `slopes`) + ε; SDs 0.7 of intercepts, 0.4 of
 * slopes, 1 of ε.
 */
function draw({ rows, factors, columns, slopes = [], seed }) {
  const rng = new Xoshiro(seed);
  const x = Array.from({ length: columns }, () => Float64Array.from({ length: rows }, () => rng.randn()));
  const y = Float64Array.from({ length: rows }, (_, i) => 1 + x.reduce((sum, column) => sum + column[i], 0));
  const result = {};
  for (const [name, levels] of Object.entries(factors)) {
    // Every level occurs: the first rows go through them, the others choose at random.
    const codes = Int32Array.from({ length: rows }, (_, i) => (i < levels ? i : Math.floor(rng.rand() * levels)));
    const effects = Array.from({ length: slopes.includes(name) ? 1 + columns : 1 }, (_, c) =>
      Float64Array.from({ length: levels }, () => (c === 0 ? 0.7 : 0.4) * rng.randn()),
    );
    codes.forEach((level, i) => {
      effects.forEach((effect, c) => (y[i] += c === 0 ? effect[level] : effect[level] * x[c - 1][i]));
    });
    const names = Array.from({ length: levels }, (_, level) => `${name}${String(level + 1).padStart(6, "0")}`);
    result[name] = Array.from(codes, (level) => names[level]);
  }
  x.forEach((column, c) => (result[`x${c + 1}`] = column));
  return { ...result, y: y.map((value) => value + rng.randn()) };
}
