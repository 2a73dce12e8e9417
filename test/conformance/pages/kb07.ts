import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { fit } from "engine/model/fit";
import { Xoshiro } from "engine/random/xoshiro";
import { describe } from "engine/table/describe";
import { dataset } from "engine/table/source/dataset";
import { stoppedEarly } from "../doubt";
import type { PageCheck } from "../pageCheck";

export async function redo(check: PageCheck): Promise<void> {
  const data = dataset("kb07");
  check.described(3, describe(data));
  const contrasts = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };
  const effects = "(1 + spkr + prec + load | subj) + (1 + spkr + prec + load | item)";
  const m0 = fit(`rt_trunc ~ 1 + spkr * prec * load + ${effects}`, data, { contrasts });
  const doubt = stoppedEarly(m0, data, { contrasts }, check.printed(6));
  check.model(5, m0, { doubt });
  check.varcorr(6, m0, { doubt });
  const m1 = fit("rt_trunc ~ 1 + spkr + prec + load + (1 | subj) + (1 + prec | item)", data, { contrasts });
  const doubt1 = stoppedEarly(m1, data, { contrasts }, check.printed(8));
  check.model(7, m1, { doubt: doubt1 });
  check.varcorr(8, m1, { doubt: doubt1 });
  check.tests(9, [m1, m0], { doubt });
  const samp = await parametricbootstrap(new Xoshiro(1234321), 2000, m1, { progress: false });
  check.replicates(10, samp.tbl, { doubt: doubt1 });
  check.intervals(11, confint(samp), { doubt: doubt1 });
}
