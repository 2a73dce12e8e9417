import { type GeneralizedDesign, generalizedDesign } from "engine/deviance/generalized/generalizedDesign";
import { LaplaceDeviance } from "engine/deviance/generalized/laplaceDeviance";
import { type ModelData, modelData } from "engine/deviance/modelData";
import { familyOf } from "engine/family/familyOf";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { type GeneralizedMinimum, generalizedMinimum } from "engine/minimizer/generalized/generalizedMinimum";
import { GeneralizedObjective } from "engine/minimizer/generalized/generalizedObjective";
import { generalizedStart } from "engine/minimizer/generalized/generalizedStart";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";

export interface DesignSpec {
  readonly data: Table;
  readonly formula: string;
  readonly family: string;
  readonly link?: string;
  /** Column of the trials. */
  readonly trials?: string;
  readonly curvature?: "expected" | "observed";
}

/** The table with more columns. */
export function withColumns(table: Table, more: { readonly [name: string]: ArrayLike<number | string> }): Table {
  const columns = table.columnNames.map((name): [string, unknown] => {
    if (table.kind(name) === "numeric") return [name, Array.from(table.numeric(name))];
    const { refs, levels } = table.factor(name);
    return [name, Array.from(refs, (ref) => levels[ref])];
  });
  return asTable({ ...Object.fromEntries(columns), ...more } as Parameters<typeof asTable>[0]);
}

function text(table: Table, column: string): string[] {
  const { refs, levels } = table.factor(column);
  return Array.from(refs, (ref) => levels[ref]);
}

const cbpp = dataset("cbpp");
const plain = dataset("contra");
const contra = withColumns(plain, {
  y: text(plain, "use").map((value) => Number(value === "Y")),
  ud: text(plain, "urban").map((urban, i) => `${urban}.${text(plain, "dist")[i]}`),
});
const answers = dataset("verbagg");
const verbagg = withColumns(answers, { y: text(answers, "r2").map((value) => Number(value === "Y")) });
const grouseticks = dataset("grouseticks");
const height = Array.from(grouseticks.numeric("height"));
const ticks = withColumns(grouseticks, {
  ch: height.map((value) => value - height.reduce((a, b) => a + b) / height.length),
});
const sleepstudy = dataset("sleepstudy");

const infected = { data: cbpp, formula: "incid / hsz ~ 1 + period + (1 | herd)", family: "Binomial", trials: "hsz" };
const using = {
  data: contra,
  formula: "y ~ 1 + age + abs2(age) + urban + livch + (1 | ud)",
  family: "Bernoulli",
};
const counted = { data: ticks, formula: "ticks ~ 1 + year + ch + (1 | brood)", family: "Poisson" };

/** The models of test/reference/generalized.R. */
export const designSpecs = {
  cbpp: infected,
  cbpp_probit: { ...infected, link: "probit" },
  cbpp_cloglog: { ...infected, link: "cloglog" },
  contra: using,
  contra_probit: { ...using, link: "probit" },
  contra_slope: { ...using, formula: "y ~ 1 + urban + (1 + urban | dist)" },
  verbagg: {
    data: verbagg,
    formula: "y ~ 1 + anger + gender + btype + situ + (1 | subj) + (1 | item)",
    family: "Bernoulli",
  },
  grouseticks: { ...counted, formula: "ticks ~ 1 + year + ch + (1 | index) + (1 | brood) + (1 | location)" },
  brood: counted,
  brood_sqrt: { ...counted, link: "sqrt" },
  sleepstudy_gamma: { data: sleepstudy, formula: "reaction ~ 1 + days + (1 | subj)", family: "Gamma", link: "log" },
  ticks_nb: {
    data: ticks,
    formula: "ticks ~ 1 + year + ch + (1 | brood) + (1 | location)",
    family: "NegativeBinomial",
  },
} satisfies { [name: string]: DesignSpec };

export interface BuiltDesign {
  readonly data: ModelData;
  readonly design: GeneralizedDesign;
  /** Σ of the family's constants. */
  readonly constant: number;
}

export function builtDesign({ data: table, formula, family, link, trials, curvature }: DesignSpec): BuiltDesign {
  const own = familyOf(family, link);
  const data = modelData(modelFrame(formula, table));
  const y = data.frame.response.values;
  const w = trials === undefined ? new Float64Array(y.length).fill(1) : Float64Array.from(table.numeric(trials));
  const chosen = own.family.dispersion === "none" ? (curvature ?? "expected") : "observed";
  return {
    data,
    design: generalizedDesign(data, { family: own.family, link: own.link, y, w, curvature: chosen }),
    constant: y.reduce((sum, value, i) => sum + own.family.constant(value, w[i]), 0),
  };
}

export function minimumOf(
  { data, design }: BuiltDesign,
  deviance = new LaplaceDeviance(design, false),
): GeneralizedMinimum {
  return generalizedMinimum(deviance, { ...data.weighted, system: data.system }, { start: generalizedStart(deviance) });
}

/** The gradient of a deviance at x and its differences of fourth order. */
export function gradients(
  deviance: LaplaceDeviance,
  x: Float64Array,
): { exact: Float64Array; differences: Float64Array } {
  const objective = new GeneralizedObjective(deviance);
  objective.evaluate(x, true);
  const exact = objective.gradient(x);
  const differences = x.map((value, j) => {
    const h = 2e-3 * Math.max(0.1, Math.abs(value));
    const [a, b, c, d] = [-2, -1, 1, 2].map((steps) => {
      const point = x.slice();
      point[j] += steps * h;
      return objective.evaluate(point, false);
    });
    return (8 * (c - b) - (d - a)) / (12 * h);
  });
  return { exact, differences };
}
