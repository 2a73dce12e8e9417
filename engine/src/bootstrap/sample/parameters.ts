import { compareCodePoints } from "../../table/codePoints";
import type { SampleFacts } from "./sampleFacts";
import { numbered } from "./sampleLayout";

/**
 * The names of β, ρ, σ, the σ's and φ in a sample's table, by code point, as MixedModels.jl orders them, and behind
 * them those of the user's own statistics.
 */
export function parameterNames({ tbl, description: { statistics = [] } }: SampleFacts): string[] {
  const own = new Set(statistics.map(({ name }) => name));
  const estimates = tbl.columnNames.filter((name) => /^[βρσφ]\d*$/u.test(name) && !own.has(name));
  return [...estimates.sort(compareCodePoints), ...own];
}

/**
 * What each of {@link parameterNames} is of: "prec: maintain", "item: (Intercept)", "item: (Intercept), prec:
 * maintain", "residual", "dispersion", "own statistic".
 */
export function parameterLabels(sample: SampleFacts): Map<string, string> {
  const {
    coefnames,
    description: { terms, statistics = [] },
    correlated,
  } = sample;
  const spreads = terms.flatMap(({ grouping, names }) => names.map((name) => `${grouping}: ${name}`));
  const pairs = correlated.map(({ grouping, first, second }) => `${grouping}: ${second}, ${first}`);
  const of = (symbol: string, labels: readonly string[]): [string, string][] =>
    labels.map((label, i) => [numbered(symbol, i, labels.length), label]);
  const own = statistics.map(({ name }): [string, string] => [name, "own statistic"]);
  return new Map([
    ...of("β", coefnames),
    ["σ", "residual"],
    ["φ", "dispersion"],
    ...of("σ", spreads),
    ...of("ρ", pairs),
    ...own,
  ]);
}
