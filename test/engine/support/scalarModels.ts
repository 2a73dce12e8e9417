import { Binomial } from "engine/random/binomial";
import { Poisson } from "engine/random/poisson";
import { Xoshiro } from "engine/random/xoshiro";

export interface ScalarModel {
  readonly family: string;
  readonly link: string;
  readonly formula: string;
  readonly rows: { y: number; trials: number; x: number; f: number; g: string }[];
}

const KINDS = [
  ["Bernoulli", "logit"],
  ["Bernoulli", "probit"],
  ["Binomial", "logit"],
  ["Binomial", "cloglog"],
  ["Poisson", "log"],
  ["Bernoulli", "cloglog"],
];

/** A random model with one random intercept; of one in six the rows with f = 1 have no failures, or counts of 0. */
export function scalarModel(seed: number): ScalarModel {
  const rng = new Xoshiro(seed);
  const below = (count: number): number => Math.floor(count * rng.rand());
  const [family, link] = KINDS[below(KINDS.length)];
  const levels = 5 + below(40);
  const perLevel = 2 + below(8);
  const spread = [0, 0.5, 1, 2, 4][below(5)];
  const effects = Array.from({ length: levels }, () => spread * rng.randn());
  const isSeparated = below(6) === 0;
  const rows = Array.from({ length: levels * perLevel }, (_, i) => {
    const x = rng.randn();
    const f = below(2);
    const eta = -0.3 + 0.6 * x - 0.4 * f + effects[i % levels];
    const trials = 1 + below(9);
    const most = family === "Binomial" ? trials : 1;
    const drawn = family === "Poisson" ? Poisson(mean(link, eta)).draw(rng) : Binomial(most, mean(link, eta)).draw(rng);
    const y = isSeparated && f === 1 ? (family === "Poisson" ? 0 : most) : drawn;
    return { y, trials, x, f, g: `l${i % levels}` };
  });
  return { family, link, formula: `${family === "Binomial" ? "y / trials" : "y"} ~ 1 + x + f + (1 | g)`, rows };
}

function mean(link: string, eta: number): number {
  if (link === "log") return Math.exp(Math.min(4, eta));
  if (link === "cloglog") return -Math.expm1(-Math.exp(Math.min(3, eta)));
  return 1 / (1 + Math.exp(-(link === "probit" ? 1.7 : 1) * eta));
}
