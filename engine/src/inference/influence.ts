import { checkClusterOptions } from "../bootstrap/computing/clusters/checkClusterOptions";
import type { RandomEffectsTerm } from "../deviance/randomEffectsTerm";
import { OptionError } from "../errors";
import { checkMixedModel } from "../model/checkModel";
import type { MixedModel } from "../model/mixedModel";
import { distinctName } from "../table/distinctName";
import { checkOptions } from "../table/options";
import { shownValue } from "../table/shownValue";
import { Table } from "../table/table";
import { unknownName } from "../words/nearest";
import { type Deletion, deletionOf, noDeletion } from "./deletion";
import { deletionCodec } from "./deletionCodec";
import { type ClusterOptions, tasksOnCluster } from "./tasks/tasksOnCluster";
import { travelling } from "./tasks/travellingModel";

/** What the table has beside levels and coefficients. */
const COLUMNS = ["nobs", "cook", "σ"];
/** A refit is reckoned with so many ms before one is known: nobody has fitted it yet. */
const TIME_OF_REFIT = 60_000;

/**
 * How each level of a grouping factor moves the estimates: the model refitted without its rows, one refit a level
 * (Nieuwenhuis, te Grotenhuis & Pelzer, R Journal 4(2), 2012, §2; as R's influence.ME).
 *
 * Columns: the level; nobs, its rows; cook, Cook's distance (β̂ − β̂₋)ᵀV₋⁻¹(β̂ − β̂₋)/p with V₋ the covariance of the
 * refit; a column for each coefficient with its dfbetas (β̂ⱼ − β̂₋ⱼ)/SE₋ⱼ; σ without the level, where there is one. NaN
 * where a refit cannot be made or estimates less, which a note tells. R's lme4 has dfbetas of the other sign, and a
 * Cook's distance by the covariance of the whole fit.
 *
 * With `{ on }` the refits are computed on a cluster, with the bits that they have here: the model travels with its
 * response and the names of its columns, without those of its levels.
 * @param grouping one of `m.groupings`; may be absent if there is one only
 */
export function influence(model: MixedModel, grouping?: string): Table;
export function influence(model: MixedModel, grouping: string | undefined, options: ClusterOptions): Promise<Table>;
export function influence(
  model: MixedModel,
  grouping?: string,
  options: Partial<ClusterOptions> = {},
): Table | Promise<Table> {
  checkMixedModel("influence", model);
  checkOptions("influence", options, ["on", "progress", "signal"]);
  const { groupings, data } = model;
  if (grouping !== undefined && typeof grouping !== "string")
    throw new OptionError(
      `influence takes a grouping factor by its name, and then the options; got ${shownValue(grouping)} for the name`,
    );
  if (grouping === undefined && groupings.length > 1)
    throw new OptionError(
      `influence needs the grouping factor whose levels are left out: one of ${groupings.join(", ")}`,
    );
  const name = grouping ?? groupings[0];
  const index = data.terms.findIndex((other) => other.grouping === name);
  if (index < 0) throw new OptionError(unknownName("grouping factor", name, "grouping factors", groupings));
  const term = data.terms[index];
  if (!checkClusterOptions("influence", options))
    return influenceTable(
      model,
      term,
      term.levelNames.map((_, level) => deletionOf(model, term, level)),
    );
  return tasksOnCluster(
    {
      plan: { kind: "deletion", model: travelling(model), term: index },
      count: term.levels,
      result: deletionCodec,
      label: "influence",
      unit: "levels",
      timeEach: TIME_OF_REFIT,
      bytesEach: 8 * (model.coef.length + COLUMNS.length),
    },
    options,
  ).then((outcomes) =>
    influenceTable(
      model,
      term,
      outcomes.map((outcome) => ("result" in outcome ? outcome.result : noDeletion(model, outcome.reason))),
    ),
  );
}

function influenceTable(
  model: MixedModel,
  { grouping, refs, levelNames }: RandomEffectsTerm,
  deletions: readonly Deletion[],
): Table {
  const nobs = new Int32Array(levelNames.length);
  for (const level of refs) nobs[level]++;
  const notes = deletions.flatMap(({ reason, failure }, level) => [
    ...(failure === undefined ? [] : [`The fit without '${levelNames[level]}' is ${failure}.`]),
    ...(reason === undefined ? [] : [`There is no fit without '${levelNames[level]}': ${reason}.`]),
  ]);
  const coefficients = model.coefnames.map((coefname) => distinctName(coefname, COLUMNS, "coefficient"));
  return Table.fromColumns(
    [
      [distinctName(grouping, [...coefficients, ...COLUMNS], "level"), [...levelNames]],
      ["nobs", nobs],
      ["cook", Float64Array.from(deletions, ({ cook }) => cook)],
      ...coefficients.map(
        (coefname, j) => [coefname, Float64Array.from(deletions, ({ dfbetas }) => dfbetas[j])] as const,
      ),
      ...(Number.isNaN(model.sigma) ? [] : [["σ", Float64Array.from(deletions, ({ sigma }) => sigma)] as const]),
    ],
    {
      rowHeader: true,
      caption: `Influence of the levels of ${grouping}: Cook's distance and dfbetas`,
      missing: "NaN",
      notes: [...(model.rank === 0 ? ["The model has no coefficients that could move."] : []), ...notes],
    },
  );
}
