import type { PowerContrast, PowerDesign, PowerModel } from "../../bootstrap/drawing/powerPlan";
import type { FamilyName } from "../../family/family";
import type { Contrast, Contrasts } from "../../formula/coding/contrasts";
import { exp } from "../../math/exp";
import { fit } from "../../model/fit";
import type { MixedModel } from "../../model/mixedModel";
import { MersenneTwister } from "../../random/mersenneTwister";
import { Table } from "../../table/table";
import { simdat_crossed } from "./simdatCrossed";

/** The models of a design, fitted to noise: their designs are what counts. */
export function powerModels(design: PowerDesign, models: readonly PowerModel[]): MixedModel[] {
  const { subjects, items } = design;
  const levels = (factors: PowerDesign["bothWin"]): { [name: string]: readonly string[] } =>
    Object.fromEntries(factors.map((factor) => [factor.name, factor.levels]));
  const data = simdat_crossed(new MersenneTwister(1), subjects, items, {
    subj_btwn: levels(design.subjBtwn),
    item_btwn: levels(design.itemBtwn),
    both_win: levels(design.bothWin),
  });
  const contrasts: Contrasts = Object.fromEntries(design.contrasts.map((own) => [own.name, contrastOf(own)]));
  return models.map(({ formula, REML, family, link }) => {
    if (family === "Normal" && link === undefined) return fit(formula, data, { contrasts, REML, progress: false });
    const response = possibleResponse(family, data.numeric("dv"));
    const names = data.columnNames.filter((name) => name !== "dv");
    const table = Table.fromColumns([...names.map((name) => [name, data.column(name)] as const), ["dv", response]]);
    return fit(formula, table, { family, ...(link && { link }), contrasts, progress: false });
  });
}

/** A coding as it was written down. */
function contrastOf({ levels, names, matrix }: PowerContrast): Contrast {
  return { levels, coding: () => ({ names, matrix }) };
}

/** Numbers that a family allows, made of normal ones. */
function possibleResponse(family: FamilyName, noise: Float64Array): Float64Array {
  if (family === "Bernoulli") return noise.map((value) => (value > 0 ? 1 : 0));
  if (family === "Poisson" || family === "NegativeBinomial")
    return noise.map((value) => Math.round(exp(1 + value / 2)));
  return family === "Normal" ? noise : noise.map((value) => exp(value / 2));
}
