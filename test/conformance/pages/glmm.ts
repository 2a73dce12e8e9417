import { DummyCoding, EffectsCoding, HelmertCoding } from "engine/formula/coding/contrasts";
import { effects } from "engine/inference/means/effects";
import { fit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { modelmatrix, reterms } from "engine/model/summaries";
import { Bernoulli } from "engine/random/bernoulli";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import type { OwnCell } from "../agrees";
import { printedAbove } from "../doubt";
import type { PageCheck } from "../pageCheck";

export function redo(check: PageCheck): void {
  linear(check);
  const contra = dataset("contra");
  check.table(17, contra);
  const districts = contra.column("dist") as string[];
  const counts = new Map<string, number>();
  for (const name of districts) counts.set(name, (counts.get(name) ?? 0) + 1);
  check.table(18, asTable({ dist: [...counts.keys()], nrow: [...counts.values()] }));
  const livch = contra.column("livch") as string[];
  const columns = Object.fromEntries(contra.columnNames.map((name) => [name, contra.column(name)]));
  const children = livch.map((value) => (value === "0" ? "N" : "Y"));
  const data = asTable({ ...columns, children } as { [name: string]: string[] });
  const contrasts = { urban: HelmertCoding(), livch: DummyCoding(), children: EffectsCoding() };
  const fitted = (rest: string): GeneralizedLinearMixedModel =>
    fit(`use ~ 1 + ${rest}`, data, { family: Bernoulli(), nAGQ: 9, contrasts });
  const gm1 = fitted("age + abs2(age) + urban + livch + (1 | dist)");
  const gm2 = fitted("age * children + abs2(age) + children + urban + (1 | dist)");
  const gm3 = fitted("age * children + abs2(age) + children + urban + (1 | urban & dist)");
  const [g3, g2, g1] = (check.printed(26).rows as string[][]).map((row) => Number(row[2]));
  const [early, early2, early3] = [[gm1, g1] as const, [gm2, g2] as const, [gm3, g3] as const].map(([m, printed]) => ({
    doubt: printedAbove(m, printed, 0.005),
  }));
  check.model(20, gm1, early);
  check.varcorr(21, gm1, early);
  check.model(23, gm2, early2);
  const measures = (m: GeneralizedLinearMixedModel): OwnCell[] => [undefined, m.dof, m.objective, m.aic, m.bic, m.aicc];
  check.rows(24, [gm2, gm1].map(measures), early);
  check.model(25, gm3, early3);
  check.rows(26, [gm3, gm2, gm1].map(measures), early);
  check.model(27, gm2, early2);
  check.model(28, gm3, early3);
  const means = effects({ children: ["Y", "N"], urban: ["Y", "N"], age: [0] }, gm3, { type: "response", level: 0.68 });
  const order = (check.printed(29).rows as string[][]).map((row) =>
    means.toRows().find((own) => own["children"] === row[0] && own["urban"] === row[2]),
  );
  // The page's lower and upper are one standard error about the mean.
  check.rows(
    29,
    order.map((row) => {
      const [mean, error] = [row?.["estimate"] as number, row?.["stderror"] as number];
      return [undefined, 0, undefined, mean, error, mean - error, mean + error];
    }),
    early3,
  );
}

/** The page begins with the parts of a linear model. */
function linear(check: PageCheck): void {
  const data = dataset("sleepstudy");
  check.table(2, data);
  const m = fit("reaction ~ 1 + days + (1 + days | subj)", data);
  const theta = (check.printed(12).rows as string[][]).slice(1).map(([value]) => Number(value));
  const there = fit(m.formula, data, { start: theta, optimizer: { maxfeval: 1 } });
  const doubt = printedAbove(m, there.objective, 1e-9);
  const column = (cell: number, values: ArrayLike<number>, size: OwnCell[]): void => {
    const { length } = check.printed(cell).rows as string[][];
    const shown = length - 2;
    const own = Array.from(values, (value) => [value]);
    const cut = (check.printed(cell).rows as string[][]).findIndex(([text]) => text === "⋮");
    const rows = cut < 0 ? own : [...own.slice(0, cut - 1), [undefined], ...own.slice(own.length - (shown - cut + 1))];
    check.rows(cell, [size, ...rows], { doubt });
  };
  check.model(3, m, { doubt });
  column(4, m.response, [180, undefined, 3, undefined]);
  column(5, m.β, [2, undefined]);
  const x = modelmatrix(m).to2DArray();
  const shownX = check.printed(6).rows as string[][];
  const cutX = shownX.findIndex(([text]) => text === "⋮");
  const restX = shownX.length - cutX - 1;
  check.rows(6, [[180, 2, undefined], ...x.slice(0, cutX - 1), [], ...x.slice(180 - restX)]);
  const modes = Array.from({ length: 18 }, (_, i) => [m.b[2 * i], m.b[2 * i + 1]]);
  const across = (values: readonly number[], texts: readonly string[]): OwnCell[] => {
    const cut = texts.indexOf("…");
    if (cut < 0) return [...values];
    return [...values.slice(0, cut), undefined, ...values.slice(values.length - (texts.length - cut - 1))];
  };
  const [, list] = check.printed(7).rows as string[][];
  const byEffect = [0, 1].map((effect) => modes.map((row) => row[effect]));
  const half = list.length / 2;
  const lists = [list.slice(0, half), list.slice(half)];
  check.rows(7, [[undefined, undefined], byEffect.flatMap((values, i) => across(values, lists[i]))], { doubt });
  const shown = check.printed(8).rows as string[][];
  // The mark of what is left out stands in the first row alone.
  const cut = shown[1].indexOf("…");
  const [first, second] = byEffect;
  const rest = shown[1].length - cut - 1;
  check.rows(
    8,
    [
      [2, 18, undefined],
      [...first.slice(0, cut), undefined, ...first.slice(18 - rest)],
      [...second.slice(0, shown[2].length - rest), ...second.slice(18 - rest)],
    ],
    { doubt },
  );
  const [z] = reterms(m);
  check.rows(9, zRows(check, z.toMatrix().to2DArray()));
  column(
    10,
    z
      .mmul(m.b)
      .to1DArray()
      .map((value, i) => value + m.β[0] + m.β[1] * x[i][1]),
    [180, undefined],
  );
  column(11, m.fitted, [180, undefined]);
  column(12, m.θ, [3, undefined]);
  const [lambda] = m.λ;
  check.rows(13, [[2, 2, undefined, undefined], ...lambda.to2DArray()], { doubt });
  const covariance = lambda.mmul(lambda.transpose()).to2DArray();
  check.rows(14, [[2, 2, undefined], ...covariance.map((row) => row.map((value) => m.σ ** 2 * value))], { doubt });
  check.varcorr(15, m, { doubt });
}

/** The printed part of Z: 13 columns of each end at most, the mark between them in some rows only. */
function zRows(check: PageCheck, z: readonly (readonly number[])[]): OwnCell[][] {
  const shown = check.printed(9).rows as string[][];
  const marked = shown[1];
  const cut = marked.indexOf("…");
  const rest = marked.length - cut - 1;
  const gap = shown.findIndex(([text]) => text === "⋮");
  const last = shown.length - (gap < 0 ? shown.length : gap) - 1;
  const source = [...z.slice(0, (gap < 0 ? shown.length : gap) - 1), [], ...z.slice(180 - last)];
  return [
    [180, 36, undefined],
    ...source.map((row, i): OwnCell[] => {
      if (row.length === 0) return [];
      const own = shown[i + 1];
      const left = row.slice(0, cut);
      const right = row.slice(36 - rest);
      return own?.includes("…") ? [...left, undefined, ...right] : [...left, ...right];
    }),
  ];
}
