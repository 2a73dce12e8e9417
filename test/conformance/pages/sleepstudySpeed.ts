import { simplelinreg } from "engine/charts/parts/simplelinreg";
import { fit } from "engine/model/fit";
import { asTable } from "engine/table/asTable";
import { describe } from "engine/table/describe";
import { dataset } from "engine/table/source/dataset";
import { stoppedEarly } from "../doubt";
import type { PageCheck } from "../pageCheck";

export function redo(check: PageCheck): void {
  const source = dataset("sleepstudy");
  const reaction = source.numeric("reaction");
  const data = asTable({
    Subj: source.column("subj") as string[],
    day: Int8Array.from(source.numeric("days")),
    reaction,
    speed: reaction.map((value) => 1000 / value),
  });
  const rows = data.toRows().map((row) => Object.values(row) as (string | number)[]);
  check.rows(2, rows.slice(0, 10));
  check.rows(2, rows.slice(-10), { index: 1 });
  check.described(3, describe(data));
  const { a, b } = simplelinreg(data.numeric("day"), data.numeric("speed"));
  check.scalar(4, [a, b]);
  const m1 = fit("speed ~ 1 + day + (1 + day | Subj)", data);
  const m0 = fit("speed ~ 1 + day + zerocorr(1 + day | Subj)", data);
  const doubt = stoppedEarly(m1, data, {}, check.printed(7));
  check.model(7, m1, { doubt });
  check.model(8, m0, { doubt: stoppedEarly(m0, data, {}, check.printed(8)) });
  check.tests(9, [m0, m1], { doubt });
  check.rows(
    10,
    [m0, m1].map((m) => [m.dof, m.deviance, m.aic, m.aicc, m.bic]),
    { doubt },
  );
}
