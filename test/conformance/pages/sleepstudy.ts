import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { leverage } from "engine/model/diagnostics";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { vcov } from "engine/model/summaries";
import { Xoshiro } from "engine/random/xoshiro";
import { dataset } from "engine/table/source/dataset";
import { stoppedEarly } from "../doubt";
import type { PageCheck } from "../pageCheck";

export async function redo(check: PageCheck): Promise<void> {
  const data = dataset("sleepstudy");
  check.table(2, data);
  const m1 = fit("reaction ~ 1 + days + (1 + days | subj)", data);
  const doubt = stoppedEarly(m1, data, {}, check.printed(5));
  check.model(4, m1, { doubt });
  check.varcorr(5, m1, { doubt });
  const m2 = fit("reaction ~ 1 + days + zerocorr(1 + days | subj)", data);
  const doubt2 = stoppedEarly(m2, data, {}, check.printed(8));
  check.model(7, m2, { doubt: doubt2 });
  check.varcorr(8, m2, { doubt: doubt2 });
  check.tests(9, [m2, m1], { doubt });
  const measures = (m: LinearMixedModel, i: number): (string | number)[] => [
    String(i + 1),
    `m${2 - i}`,
    m.dof,
    leverage(m).reduce((sum, x) => sum + x, 0),
    m.aic,
    m.bic,
    m.aicc,
  ];
  check.rows(10, [m2, m1].map(measures), { doubt });
  const samp = await parametricbootstrap(new Xoshiro(42), 5000, m1, { progress: false });
  check.replicates(12, samp.tbl, { doubt });
  const ends = confint(samp).toRows() as { par: string; lower: number; upper: number }[];
  const order = ["β1", "β2", "σ1", "σ2", "ρ1", "σ"].map((name) => ends.find(({ par }) => par === name)!);
  check.rows(
    14,
    order.map(({ lower, upper }) => [undefined, undefined, undefined, undefined, lower, upper]),
    { doubt },
  );
  check.rows(17, [[2, 2, undefined], ...vcov(m1, { corr: true }).to2DArray()], { doubt });
}
