import { issingular } from "engine/bootstrap/sample/issingular";
import { chiSquaredUpper } from "engine/distributions/normal";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { asTable } from "engine/table/asTable";
import { describe } from "engine/table/describe";
import { std } from "engine/table/statistics";
import type { Table } from "engine/table/table";
import type { OwnCell } from "../agrees";
import { larger } from "../data";
import { stoppedEarly } from "../doubt";
import type { PageCheck } from "../pageCheck";
import { principal } from "../principal";

/** What a p-value may be off where a deviance is 0.1 lower than the page's. */
const P = 0.01;
const FACTORS = ["F", "P", "Q", "lQ", "lT"];
const levels: { readonly [factor: string]: string[] } = {
  F: ["LF", "HF"],
  P: ["unr", "rel"],
  Q: ["deg", "clr"],
  lQ: ["deg", "clr"],
  lT: ["NW", "WD"],
};
export const contrasts = Object.fromEntries(FACTORS.map((name) => [name, EffectsCoding({ levels: levels[name] })]));

export function mrk17(): Table {
  return larger("mrk17_exp1");
}

export function fitted(data: Table, rest: string): LinearMixedModel {
  return fit(`1000 / rt ~ 1 + ${rest}`, data, { contrasts, progress: false });
}

export function redo(check: PageCheck): void {
  check.leave("a setting of the page, no result", 1);
  const data = mrk17();
  check.described(2, describe(data));
  check.table(3, cellMeans(data));
  const factorial = "F*P*Q*lQ*lT";
  const subject = "1 + F + P + Q + lQ + lT";
  const m_cpx = fitted(data, `${factorial} + (${subject} | subj) + (1 + P + Q + lQ + lT | item)`);
  const cpx = stoppedEarly(m_cpx, data, { contrasts }, check.printed(4));
  // A singular fit: the standard deviation of an effect that hardly varies, and signs of columns of λ, are loose.
  check.varcorr(4, m_cpx, { doubt: cpx, near: 0.2 });
  check.scalar(5, String(issingular(m_cpx)));
  check.rows(6, principal(m_cpx, check, 6, 3), { doubt: cpx, free: 0.15 });
  m_cpx.λ.forEach((lambda, i) => {
    const s = lambda.rows;
    check.rows(7 + i, [[s, s, undefined, undefined], ...lambda.to2DArray()], { doubt: cpx, free: 0.15 });
  });
  const m_zcp = fitted(data, `${factorial} + zerocorr(${subject} | subj) + zerocorr(1 + P + Q + lQ + lT | item)`);
  check.rows(9, principal(m_zcp, check, 9));
  check.tests(10, [m_zcp, m_cpx], { doubt: cpx, free: P });
  const zerocorr = [
    [11, "zerocorr(1 + P + Q + lQ + lT | subj) + zerocorr(1 + P + Q + lT | item)"],
    [13, "zerocorr(1 + Q + lT | subj) + (1 | item)"],
    [15, "zerocorr(1 + lT | subj) + (1 | item)"],
  ] as const;
  const models = zerocorr.map(([cell, effects]) => {
    const m = fitted(data, `${factorial} + ${effects}`);
    check.varcorr(cell, m, { doubt: stoppedEarly(m, data, { contrasts }, check.printed(cell)) });
    return m;
  });
  check.tests(12, [models[0], m_zcp, m_cpx], { doubt: cpx, free: P });
  check.tests(14, [models[1], models[0], m_zcp, m_cpx], { doubt: cpx, free: P });
  check.tests(16, [models[2], models[1], models[0], m_zcp, m_cpx], { doubt: cpx, free: P });
  const m_prm = parsimonious(check, data);
  check.tests(19, [models[1], m_prm, m_cpx], { doubt: cpx, free: P });
  check.rows(20, goodness([models[1], m_prm, m_cpx], check.edition), { doubt: cpx, half: 0.5, free: P });
  check.leave("what a progress bar printed", 29);
}

/** The models at the end of the page, which take seconds. */
export function parsimonious(check: PageCheck, data: Table): LinearMixedModel {
  const factorial = "F*P*Q*lQ*lT";
  const early = (m: LinearMixedModel, cell: number): { doubt: ReturnType<typeof stoppedEarly> } => ({
    doubt: stoppedEarly(m, data, { contrasts }, check.printed(cell)),
  });
  const m_prm = fitted(data, `${factorial} + (1 + Q + lT | subj) + (1 | item)`);
  for (const cell of [17, 18]) check.varcorr(cell, m_prm, early(m_prm, cell));
  const complex = "(1 + Q | subj) + zerocorr(0 + lT | subj) + zerocorr(1 + P | item)";
  const m_prm2 = fitted(data, `${factorial} + ${complex}`);
  check.varcorr(21, m_prm, early(m_prm, 21));
  check.model(22, m_prm2, early(m_prm2, 22));
  const nested = fitted(data, `Q/(F/P) + ${complex}`);
  check.model(23, nested, early(nested, 23));
  check.model(24, nested, early(nested, 24));
  const powers = ["F+P+Q+lQ+lT", ...[2, 3, 4, 5].map((power) => `(F+P+Q+lQ+lT)^${power}`)].map((fixed) =>
    fitted(data, `${fixed} + (1 + Q + lT | subj) + (1 | item)`),
  );
  check.rows(25, goodness(powers, check.edition), early(powers[4], 18));
  const posthoc = ["lT*lQ*Q", "lT/(lQ*Q)"].map((fixed) => fitted(data, `${fixed} + (1 + Q + lT | subj) + (1 | item)`));
  posthoc.forEach((m, i) => {
    check.model(26 + i, m, early(m, 26 + i));
  });
  check.rows(28, [[2, undefined], ...posthoc.map((m) => [m.objective])], early(posthoc[0], 26));
  return m_prm;
}

/**
 * Columns name, dof, deviance, AIC, AICc, BIC, χ², its dof and p of models, the smallest first; the page of 2026 takes
 * the differences of the deviances from the larger model to the smaller one.
 */
export function goodness(models: readonly LinearMixedModel[], edition?: string): OwnCell[][] {
  const sign = edition === undefined ? 1 : -1;
  return models.map((m, i) => {
    const own = [undefined, m.dof, m.deviance, m.aic, m.aicc, m.bic];
    if (i === 0) return own;
    const [chisq, dof] = [models[i - 1].deviance - m.deviance, m.dof - models[i - 1].dof];
    return [...own, sign * chisq, dof, Number(chiSquaredUpper(chisq, dof).toFixed(3))];
  });
}

export function cellMeans(data: Table): Table {
  const groups = new Map<string, number[]>();
  const columns = FACTORS.map((name) => data.column(name) as string[]);
  const rt = data.numeric("rt");
  for (let i = 0; i < data.numRows; i++) {
    const key = columns.map((column) => column[i]).join(" ");
    groups.set(key, [...(groups.get(key) ?? []), rt[i]]);
  }
  // In the order of the levels of the contrasts.
  const keys = FACTORS.reduce<string[]>(
    (all, name) => all.flatMap((key) => levels[name].map((level) => (key === "" ? level : `${key} ${level}`))),
    [""],
  );
  const values = keys.map((key) => groups.get(key)!);
  return asTable({
    ...Object.fromEntries(FACTORS.map((name, j) => [name, keys.map((key) => key.split(" ")[j])])),
    n: values.map(({ length }) => length),
    rt_m: values.map((own) => own.reduce((sum, x) => sum + x, 0) / own.length),
    rt_sd: values.map((own) => std(own)),
  });
}
