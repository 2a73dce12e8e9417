import { issingular } from "engine/bootstrap/sample/issingular";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { describe } from "engine/table/describe";
import { type Doubt, stoppedEarly } from "../doubt";
import type { PageCheck } from "../pageCheck";
import { principal } from "../principal";
import { cellMeans, contrasts, fitted, goodness, mrk17 } from "./mrk17";

/** What a p-value may be off where a deviance is 0.1 lower than the page's. */
const P = 0.01;
const FULL = "F*P*Q*lQ*lT";

/** The page of 2026, which shows its models beside their variances. */
export function redo(check: PageCheck): void {
  const data = mrk17();
  check.leave("a setting of the page, no result", 0);
  check.described(1, describe(data));
  check.table(2, cellMeans(data));
  const early = (m: LinearMixedModel, cell: number): { doubt: Doubt } => ({
    doubt: stoppedEarly(m, data, { contrasts }, check.printed(cell)),
  });
  const subject = "1 + F + P + Q + lQ + lT";
  const m_cpx = fitted(data, `${FULL} + (${subject} | subj) + (1 + P + Q + lQ + lT | item)`);
  // A singular fit: the standard deviation of an effect that hardly varies is loose, and so are z-values near 0 and the
  // signs of columns of λ.
  const cpx = early(m_cpx, 5);
  check.model(5, m_cpx, { ...cpx, near: 0.2, free: 0.02 });
  check.scalar(6, String(issingular(m_cpx)));
  check.rows(7, principal(m_cpx, check, 7, 3, "subj"), { ...cpx, free: 0.15 });
  check.rows(8, principal(m_cpx, check, 8, 3, "item"), { ...cpx, free: 0.15 });
  m_cpx.λ.forEach((lambda, i) => {
    check.rows(9 + i, [[lambda.rows, lambda.rows, undefined, undefined], ...lambda.to2DArray()], {
      ...cpx,
      free: 0.2,
    });
  });
  const zerocorr = [
    [12, 13, `zerocorr(${subject} | subj) + zerocorr(1 + P + Q + lQ + lT | item)`],
    [18, 19, "zerocorr(1 + P + Q + lQ + lT | subj) + zerocorr(1 + P + Q + lT | item)"],
    [22, 23, "zerocorr(1 + Q + lT | subj) + (1 | item)"],
    [26, 27, "zerocorr(1 + lT | subj) + (1 | item)"],
    [30, 31, "(1 + Q + lT | subj) + (1 | item)"],
  ] as const;
  const models = zerocorr.map(([cell, variances, effects]) => {
    const m = fitted(data, `${FULL} + ${effects}`);
    const doubt = early(m, variances);
    check.model(cell, m, doubt);
    check.varcorr(variances, m, doubt);
    return m;
  });
  const [m_zcp, m_zcp2, m_zcp3, m_zcp4, m_prm] = models;
  check.scalar(14, String(issingular(m_zcp)));
  check.rows(15, principal(m_zcp, check, 15));
  const free = { ...cpx, free: P };
  check.tests(16, [m_zcp, m_cpx], free);
  check.tests(20, [m_zcp2, m_zcp, m_cpx], free);
  check.tests(24, [m_zcp3, m_zcp2, m_zcp, m_cpx], free);
  check.tests(28, [m_zcp4, m_zcp3, m_zcp2, m_zcp, m_cpx], free);
  check.tests(32, [m_zcp3, m_prm, m_cpx], free);
  check.rows(33, goodness([m_zcp3, m_prm, m_cpx], "2026"), { ...free, half: 0.5 });
  const complex = "(1 + Q | subj) + zerocorr(0 + lT | subj) + zerocorr(1 + P | item)";
  const crossed = fitted(data, `${FULL} + ${complex}`);
  check.model(35, crossed, early(crossed, 35));
  check.varcorr(36, m_prm, early(m_prm, 36));
  const nested = fitted(data, `Q/(F/P) + ${complex}`);
  check.model(38, nested, early(nested, 38));
}
