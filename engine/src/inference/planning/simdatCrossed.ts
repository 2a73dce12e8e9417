import { OptionError } from "../../errors";
import type { RandomStream } from "../../random/stream";
import { memberOf } from "../../show/strictMembers";
import { checkOptions, checkParts } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import { Table } from "../../table/table";

/** Levels of factors, by name. */
export type FactorLevels = { readonly [factor: string]: readonly string[] };

export interface CrossedDesign {
  /** Factors that vary between subjects: each subject has one combination of their levels. */
  subj_btwn?: FactorLevels;
  /**
   * Factors that vary between items. A factor that varies between subjects and between items is in both, with the same
   * levels: subjects meet the items of their own level only.
   */
  item_btwn?: FactorLevels;
  /**
   * Factors that vary within subjects and items: every subject meets every item once for each combination of their
   * levels.
   */
  both_win?: FactorLevels;
  /** What the names of subjects begin with; default "S". */
  subj_prefix?: string;
  /** What the names of items begin with; default "I". */
  item_prefix?: string;
}

const LARGEST = 10_000_000;

/**
 * A design of crossed subjects and items that has no data yet, like `simdat_crossed` of MixedModelsSim.jl: columns
 * subj, item, the factors, and dv, standard normal numbers, so that a model can be fitted and then be simulated from
 * with parameters of one's own (`parametricbootstrap(rng, n, m, { β, σ, θ })`, θ by {@link createθ}). Subjects change
 * fastest, then items.
 * @param subj_n number of subjects, a multiple of the number of combinations of `subj_btwn`
 * @param item_n number of items, a multiple of the number of combinations of `item_btwn`
 */
export function simdat_crossed(rng: RandomStream, subj_n: number, item_n: number, design: CrossedDesign = {}): Table {
  if (typeof memberOf(rng, "randnFill") !== "function")
    throw new OptionError(
      `the first argument of simdat_crossed is a random stream such as new MersenneTwister(42); got ${String(rng)}`,
    );
  checkOptions("simdat_crossed", design, ["subj_btwn", "item_btwn", "both_win", "subj_prefix", "item_prefix"]);
  const { subj_btwn = {}, item_btwn = {}, both_win = {}, subj_prefix = "S", item_prefix = "I" } = design;
  for (const [name, part] of Object.entries({ subj_btwn, item_btwn, both_win }))
    checkParts(`the option ${name}, such as { load: ["no", "yes"] },`, part);
  for (const prefix of [subj_prefix, item_prefix])
    if (typeof prefix !== "string")
      throw new OptionError(`a prefix of names is a text such as "S"; got ${shownValue(prefix)}`);
  const shared = sharedFactors(subj_btwn, item_btwn);
  const itemOnly = Object.fromEntries(Object.entries(item_btwn).filter(([name]) => !shared.includes(name)));
  checkNames([subj_btwn, itemOnly, both_win]);
  const subjects = units("subjects", subj_n, subj_prefix, subj_btwn);
  const items = units("items", item_n, item_prefix, item_btwn);
  const within = combinationsOf(both_win);
  const count = subj_n * item_n * within.length;
  if (count > LARGEST)
    throw new OptionError(
      `a design may have ${LARGEST} rows at most; ${subj_n} subjects, ${item_n} items ` +
        `and ${within.length} combinations within make ${count}`,
    );
  const rows = within.flatMap((own) =>
    items.flatMap((item) =>
      subjects
        .filter((subject) => shared.every((name) => subject.levels.get(name) === item.levels.get(name)))
        .map((subject) => ({
          subj: subject.name,
          item: item.name,
          levels: new Map([...subject.levels, ...item.levels, ...own]),
        })),
    ),
  );
  const factors = [subj_btwn, itemOnly, both_win].flatMap((own) => Object.keys(own));
  const dv = new Float64Array(rows.length);
  rng.randnFill(dv);
  return Table.fromColumns([
    ["subj", rows.map(({ subj }) => subj)],
    ["item", rows.map(({ item }) => item)],
    ...factors.map((name): [string, string[]] => [name, rows.map(({ levels }) => levels.get(name)!)]),
    ["dv", dv],
  ]);
}

/** Names of levels: the prefix and the number, filled up with zeros. */
function units(
  what: string,
  count: number,
  prefix: string,
  factors: FactorLevels,
): { name: string; levels: ReadonlyMap<string, string> }[] {
  const combinations = combinationsOf(factors);
  if (!Number.isInteger(count) || count < 1)
    throw new OptionError(`the number of ${what} must be a positive whole number; got ${String(count)}`);
  if (count % combinations.length !== 0)
    throw new OptionError(
      `the number of ${what} must be a multiple of the ${combinations.length} combinations of levels ` +
        `between them; got ${count}`,
    );
  return Array.from({ length: count }, (_, i) => ({
    name: prefix + String(i + 1).padStart(String(count).length, "0"),
    levels: combinations[i % combinations.length],
  }));
}

/** All combinations of levels, by factor, the first factor changing fastest. */
function combinationsOf(factors: FactorLevels): Map<string, string>[] {
  return Object.entries(factors).reduce<Map<string, string>[]>(
    (all, [name, levels]) => {
      if (!Array.isArray(levels) || levels.length < 2)
        throw new OptionError(
          "a factor of a design has two levels or more; " +
            `'${name}' has ${Array.isArray(levels) ? levels.length : String(levels)}`,
        );
      const again = levels.find((level, i) => levels.indexOf(level) !== i);
      if (again !== undefined)
        throw new OptionError(`the levels of a factor differ; '${String(again)}' of '${name}' occurs twice`);
      return levels.flatMap((level) => all.map((own) => new Map(own).set(name, String(level))));
    },
    [new Map()],
  );
}

/** Factors between subjects and between items. @throws where their levels are not the same */
function sharedFactors(subjects: FactorLevels, items: FactorLevels): string[] {
  return Object.keys(subjects).filter((name) => {
    if (!Object.hasOwn(items, name)) return false;
    const [own, other] = [subjects[name], items[name]].map((levels) => [...levels].map(String).sort().join());
    if (own === other) return true;
    throw new OptionError(
      "a factor that varies between subjects and between items has the same levels for both; " +
        `'${name}' has ${own} for subjects and ${other} for items`,
    );
  });
}

function checkNames(parts: readonly FactorLevels[]): void {
  const names = ["subj", "item", "dv", ...parts.flatMap((own) => Object.keys(own))];
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined)
    throw new OptionError(`the columns of a design have different names; '${repeated}' is taken`);
}
