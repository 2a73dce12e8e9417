import { Center } from "engine/formula/coding/standardize";
import { effects } from "engine/inference/means/effects";
import { boxcox, yeojohnson } from "engine/inference/transformation/boxcox";
import { fit } from "engine/model/fit";
import { dataset } from "engine/table/source/dataset";
import { stoppedEarly } from "../doubt";
import type { PageCheck } from "../pageCheck";

export function redo(check: PageCheck): void {
  const data = dataset("sleepstudy");
  const slp = fit("reaction ~ 1 + days + (1 + days | subj)", data);
  const contrasts = { days: Center() };
  const centred = fit("reaction ~ 1 + days + (1 + days | subj)", data, { contrasts });
  const doubt = stoppedEarly(slp, data, {}, check.printed(2));
  check.model(2, slp, { doubt });
  check.model(3, centred, { doubt: stoppedEarly(centred, data, { contrasts }, check.printed(3)) });
  check.rows(
    4,
    [slp, centred].map((m) => [undefined, m.aic, m.aicc, m.bic, m.loglikelihood]),
    { doubt },
  );
  const design = { days: [1, 4, 9] };
  for (const [cell, m] of [
    [5, slp],
    [6, centred],
  ] as const) {
    const means = effects(design, m, { level: 0.95 });
    const columns = ["days", "estimate", "stderror", "lower", "upper"].map((name) => means.numeric(name));
    check.rows(
      cell,
      [0, 1, 2].map((i) => columns.map((column) => column[i])),
      { doubt },
    );
  }
  const bc = boxcox(slp, { criterion: "conditional" });
  // Its search along λ runs on refits that stop early; what is behind the number are the marks of a picture.
  check.rows(7, [[], [bc.λ]], { doubt });
  const speed = fit("1000 / reaction ~ 1 + days + (1 + days | subj)", data);
  check.model(9, speed, { doubt: stoppedEarly(speed, data, {}, check.printed(9)) });
  check.scalar(10, bc.transform([1000])[0], { doubt });
  const { rows } = check.printed(11);
  const transformed = Array.from(bc.transform(slp.response), (value) => [value]);
  const shown = (rows as string[][]).length - 1;
  const head = Math.ceil(shown / 2);
  check.rows(11, [[180, undefined], ...transformed.slice(0, head), ...transformed.slice(180 - (shown - head))], {
    doubt,
  });
  check.rows(12, [[], [yeojohnson(slp, { criterion: "conditional" }).λ]], { doubt });
}
