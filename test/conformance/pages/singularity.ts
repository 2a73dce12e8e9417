import { fit } from "engine/model/fit";
import { dataset } from "engine/table/source/dataset";
import { printedAbove } from "../doubt";
import type { PageCheck } from "../pageCheck";

export function redo(check: PageCheck): void {
  const data = dataset("sleepstudy");
  const m = fit("reaction ~ 1 + days + (1 + days | subj)", data);
  const theta = (check.printed(8).rows as string[][]).slice(1).map(([value]) => Number(value));
  const there = fit(m.formula, data, { start: theta, optimizer: { maxfeval: 1 } });
  const doubt = printedAbove(m, there.objective, 1e-9);
  check.model(2, m, { doubt });
  const [lambda] = m.λ;
  check.rows(3, [[2, 2, undefined, undefined], ...lambda.to2DArray()], { doubt });
  check.rows(4, [[2, 2, undefined, undefined, undefined], ...lambda.transpose().to2DArray()], { doubt });
  const covariance = lambda.mmul(lambda.transpose()).to2DArray();
  const scaled = covariance.map((row) => row.map((value) => m.σ ** 2 * value));
  check.rows(5, [[2, 2, undefined], ...scaled], { doubt });
  const correlation = m.σρs.subj.ρ[0];
  check.scalar(6, correlation, { doubt });
  check.scalar(7, correlation * m.σs.subj["(Intercept)"] * m.σs.subj.days, { doubt });
  check.rows(8, [[3, undefined], ...Array.from(m.θ, (value) => [value])], { doubt });
  check.rows(9, [[3, undefined], ...Array.from(m.lowerbd, (value) => [value])]);
  check.rows(11, [[2, undefined], [correlation], [Math.sqrt(1 - correlation ** 2)]], { doubt });
  check.scalar(12, correlation, { doubt });
}
