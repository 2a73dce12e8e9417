import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { issingular } from "engine/bootstrap/sample/issingular";
import type { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { HelmertCoding } from "engine/formula/coding/contrasts";
import { leverage } from "engine/model/diagnostics";
import { fit } from "engine/model/fit";
import { modelmatrix } from "engine/model/summaries";
import { Xoshiro } from "engine/random/xoshiro";
import { dataset } from "engine/table/source/dataset";
import type { OwnCell } from "../agrees";
import { stoppedEarly } from "../doubt";
import type { PageCheck } from "../pageCheck";

export async function redo(check: PageCheck): Promise<void> {
  check.leave("a setting of the page, no result", 1);
  const data = dataset("kb07");
  const contrasts = { spkr: HelmertCoding(), prec: HelmertCoding(), load: HelmertCoding() };
  const effects = "(1 + spkr + prec + load | subj) + (1 + spkr + prec + load | item)";
  const m1 = fit(`rt_trunc ~ 1 + spkr * prec * load + ${effects}`, data, { contrasts });
  const doubt = stoppedEarly(m1, data, { contrasts }, check.printed(4));
  check.model(3, m1, { doubt });
  check.varcorr(4, m1, { doubt });
  check.scalar(5, String(issingular(m1)));
  check.model(6, m1, { doubt });
  const [l1, l2] = m1.λ;
  const size = [4, 4, undefined, undefined];
  check.rows(7, [size, ...l1.to2DArray()], { doubt, free: 0.02 });
  check.rows(8, [size, ...l2.to2DArray()], { doubt, free: 0.02 });
  const covariance = l1.mmul(l1.transpose()).to2DArray();
  const scaled = covariance.map((row) => row.map((value) => m1.σ ** 2 * value));
  const variances = scaled.map((row, i) => row[i]);
  check.rows(9, [[4, 4, undefined], ...scaled], { doubt, free: 0.01 * variances[3] });
  check.rows(10, [[4, undefined], ...variances.map((value) => [value])], { doubt });
  check.rows(11, [[4, undefined], ...variances.map((value) => [Math.sqrt(value)])], { doubt });
  const x = modelmatrix(m1).transpose();
  const ends = (row: number[], count: number): OwnCell[] => {
    const printed = (check.printed(14).rows as string[][])[count + 1];
    const cut = printed.indexOf("…");
    // Without the mark the page shows as many numbers of both ends, which cannot be told apart.
    if (cut < 0) return row.slice(0, 9);
    return [...row.slice(0, cut), undefined, ...row.slice(row.length - (printed.length - cut - 1))];
  };
  check.rows(14, [[8, 1789, undefined], ...x.to2DArray().map(ends)]);
  check.rows(15, [[8, 8, undefined], ...x.mmul(x.transpose()).to2DArray()]);
  const m2 = fit("rt_trunc ~ 1 + prec * spkr * load + (1 | subj) + (1 + prec | item)", data, { contrasts });
  const doubt2 = stoppedEarly(m2, data, { contrasts }, check.printed(17));
  check.model(16, m2, { doubt: doubt2 });
  check.varcorr(17, m2, { doubt: doubt2 });
  const m3 = fit("rt_trunc ~ 1 + prec + spkr + load + (1 | subj) + (1 + prec | item)", data, { contrasts });
  const doubt3 = stoppedEarly(m3, data, { contrasts }, check.printed(20));
  check.model(19, m3, { doubt: doubt3 });
  check.varcorr(20, m3, { doubt: doubt3 });
  const rng = new Xoshiro(1234321);
  const sample = (): Promise<MixedModelBootstrap> => parametricbootstrap(rng, 2000, m3, { progress: false });
  check.rows(23, intervals(await sample()), { doubt: doubt3 });
  check.model(26, m3, { doubt: doubt3 });
  check.rows(29, intervals(await sample()), { doubt: doubt3 });
  check.varcorr(30, m3, { doubt: doubt3 });
  const measures = [m1, m2, m3].map((m) => {
    const geometric = leverage(m).reduce((sum, value) => sum + value, 0);
    return [geometric, m.dof, m.deviance, m.aic, m.bic, m.aicc];
  });
  check.rows(31, measures, { doubt });
}

/** In the order of the page: β, σ and ρ of item, σ of subj, the residual's. */
function intervals(sample: MixedModelBootstrap): OwnCell[][] {
  const rows = confint(sample).toRows() as { par: string; lower: number; upper: number }[];
  return ["β1", "β2", "β3", "β4", "σ1", "σ2", "ρ1", "σ3", "σ"].map((name) => {
    const { lower, upper } = rows.find(({ par }) => par === name)!;
    return [undefined, undefined, undefined, lower, upper];
  });
}
