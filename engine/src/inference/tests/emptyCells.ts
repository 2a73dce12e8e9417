import type { MixedModel } from "../../model/mixedModel";
import { listNames } from "../../words/nearest";
import { fixedTerms } from "./fixedTerms";
import { isFactor } from "./hypotheses";

/** So many cells are named at most. */
const NAMED = 6;

/** A note for each interaction of factors of which a combination of levels has no row. */
export function emptyCells(model: MixedModel): string[] {
  const { rows } = model.data.frame.recipe;
  const crossings = new Map<string, readonly string[]>();
  for (const { variables } of fixedTerms(model)) {
    const factors = variables.filter((name) => isFactor(model, name));
    if (factors.length > 1) crossings.set([...factors].sort().join("\0"), factors);
  }
  return [...crossings.values()].flatMap((factors) => {
    const coded = factors.map((name) => rows.factor(name));
    const found = new Set(Array.from({ length: rows.count }, (_, row) => coded.map(({ refs }) => refs[row]).join()));
    const cells = coded.reduce<number[][]>(
      (all, { levels }) => all.flatMap((cell) => levels.map((_, level) => [...cell, level])),
      [[]],
    );
    const empty = cells.filter((cell) => !found.has(cell.join()));
    if (empty.length === 0) return [];
    const text = (cell: number[]): string =>
      cell.map((level, i) => `${factors[i]} ${coded[i].levels[level]}`).join(" with ");
    const more = empty.length > NAMED ? `, and ${empty.length - NAMED} more` : "";
    return [
      `No row has ${listNames(empty.slice(0, NAMED).map(text))}${more}: ` +
        `what is tested of ${listNames([...factors])} is ` +
        "what the other cells determine.",
    ];
  });
}
