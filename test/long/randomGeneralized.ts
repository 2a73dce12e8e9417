import { Binomial } from "engine/random/binomial";
import { Poisson } from "engine/random/poisson";
import { Xoshiro } from "engine/random/xoshiro";
import { asTable, type TableLike } from "engine/table/asTable";

export interface RandomModel {
  readonly name: string;
  readonly formula: string;
  readonly table: TableLike;
  readonly family: string;
  readonly link: string;
}

/** A model with up to three grouping factors, crossed or nested, some of whose variances are 0 in truth. */
export function randomModel(seed: number): RandomModel {
  const rng = new Xoshiro(seed);
  const below = (count: number): number => Math.floor(count * rng.rand());
  const n = 60 + below(240);
  const [family, link] = [
    ["Bernoulli", "logit"],
    ["Bernoulli", "probit"],
    ["Binomial", "logit"],
    ["Binomial", "cloglog"],
    ["Poisson", "log"],
  ][below(5)];
  const rows = (value: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => value(i));
  const x = rows(() => rng.randn());
  const f = rows(() => below(2));
  const eta = rows((i) => -0.3 + 0.6 * x[i] - 0.4 * f[i]);
  const factors: { [name: string]: string[] } = {};
  const terms: string[] = [];
  let before: number[] | undefined;
  for (let j = 0; j <= below(3); j++) {
    const levels = 4 + below(20);
    const isNested = before !== undefined && rng.rand() < 0.3;
    const parents = before;
    const refs = rows((i) => (isNested ? parents![i] % levels : Math.floor(levels * rng.rand() ** 1.3)));
    const hasSlope = rng.rand() < 0.3;
    const spread = rng.rand() < 0.3 ? 0 : 0.3 + rng.rand();
    const effects = Array.from({ length: 2 * levels }, () => spread * rng.randn());
    for (let i = 0; i < n; i++) eta[i] += effects[2 * refs[i]] + (hasSlope ? x[i] * effects[2 * refs[i] + 1] : 0);
    factors[`g${j}`] = refs.map((ref) => `l${ref}`);
    terms.push(`(${hasSlope ? "1 + x" : "1"} | g${j})`);
    before = refs;
  }
  const mean = (value: number): number => {
    if (link === "log") return Math.exp(Math.min(4, value));
    if (link === "cloglog") return -Math.expm1(-Math.exp(Math.min(3, value)));
    return 1 / (1 + Math.exp(-(link === "probit" ? 1.7 : 1) * value));
  };
  const trials = rows(() => 1 + below(12));
  const y = rows((i) => {
    const mu = mean(eta[i]);
    if (family === "Poisson") return Poisson(mu).draw(rng);
    return Binomial(family === "Binomial" ? trials[i] : 1, mu).draw(rng);
  });
  return {
    name: `seed ${seed}: ${family}, ${link}, ${terms.join(" + ")}`,
    formula: `${family === "Binomial" ? "y / trials" : "y"} ~ 1 + x + f + ${terms.join(" + ")}`,
    table: asTable({ y, trials, x, f, ...factors }),
    family,
    link,
  };
}
