import { compareCodePoints } from "../../table/codePoints";
import type { SampleFacts } from "./sampleFacts";
import { numbered } from "./sampleLayout";

/** The names of β, ρ, σ and the σ's in a sample's table, by code point, as MixedModels.jl orders them. */
export function parameterNames({ tbl }: SampleFacts): string[] {
  return tbl.columnNames.filter((name) => /^[βρσ]\d*$/u.test(name)).sort(compareCodePoints);
}

/**
 * What each of {@link parameterNames} is of: "prec: maintain", "item: (Intercept)", "item: (Intercept), prec:
 * maintain", "residual".
 */
export function parameterLabels(sample: SampleFacts): Map<string, string> {
  const {
    coefnames,
    description: { terms },
    correlated,
  } = sample;
  const spreads = terms.flatMap(({ grouping, names }) => names.map((name) => `${grouping}: ${name}`));
  const pairs = correlated.map(({ grouping, first, second }) => `${grouping}: ${second}, ${first}`);
  const of = (symbol: string, labels: readonly string[]): [string, string][] =>
    labels.map((label, i) => [numbered(symbol, i, labels.length), label]);
  return new Map([...of("β", coefnames), ["σ", "residual"], ...of("σ", spreads), ...of("ρ", pairs)]);
}
