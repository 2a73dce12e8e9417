import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { profile } from "engine/inference/profile/profile";
import { fit } from "engine/model/fit";
import { Xoshiro } from "engine/random/xoshiro";
import { dataset } from "engine/table/source/dataset";
import type { OwnCell } from "../agrees";
import { stoppedEarly } from "../doubt";
import type { PageCheck } from "../pageCheck";

export async function redo(check: PageCheck): Promise<void> {
  const data = dataset("kb07");
  const contrasts = {
    load: EffectsCoding({ base: "yes" }),
    prec: EffectsCoding({ base: "break" }),
    spkr: EffectsCoding({ base: "old" }),
  };
  const rows = data.toRows().map((row, i): OwnCell[] => [String(i + 1), ...(Object.values(row) as OwnCell[])]);
  check.rows(2, [...rows.slice(0, 17), []]);
  const m = fit("1000 / rt_raw ~ 1 + load + spkr + prec + (1 + prec | item) + (1 | subj)", data, { contrasts });
  const doubt = stoppedEarly(m, data, { contrasts }, check.printed(3));
  check.model(3, m, { doubt });
  const pr = profile(m);
  check.leave("where the page's profile has its points depends on its steps; ours has others on the same curves", 4);
  check.leave("names of the parameters", 5);
  const estimates = [...m.β, m.σ, m.σs.item["(Intercept)"], undefined];
  const { rows: printed } = check.printed(6);
  check.rows(
    6,
    (printed as string[][]).map((_, i) => [String(i + 1), undefined, 0, ...estimates]),
    { doubt },
  );
  check.intervals(8, pr.confint(), { doubt });
  const samp = await parametricbootstrap(new Xoshiro(8765678), 2500, m, { progress: false });
  check.intervals(12, confint(samp), { doubt });
}
