import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { issingular } from "engine/bootstrap/sample/issingular";
import { SeqDiffCoding } from "engine/formula/coding/contrasts";
import { fit } from "engine/model/fit";
import { Xoshiro } from "engine/random/xoshiro";
import { asTable } from "engine/table/asTable";
import { describe } from "engine/table/describe";
import type { Table } from "engine/table/table";
import { larger } from "../data";
import { stoppedEarly } from "../doubt";
import type { PageCheck } from "../pageCheck";
import { principal } from "../principal";

/** The column rt, and so its logarithm, is in single precision there; so are its means. */
const SINGLE_MEANS = 3e-6;
const SINGLE = 1e-7;
const LEVELS = ["val", "sod", "dos", "dod"];

export async function redo(check: PageCheck): Promise<void> {
  const data = larger("kwdyz11");
  check.described(2, describe(data));
  check.table(4, subjectMeans(data), { rounding: SINGLE_MEANS });
  const contrasts = { CTR: SeqDiffCoding({ levels: LEVELS }) };
  const m = fit("log(rt) ~ 1 + CTR + (1 + CTR | Subj)", data, { contrasts, progress: false });
  const doubt = stoppedEarly(m, data, { contrasts }, check.printed(7));
  check.model(6, m, { doubt });
  check.varcorr(7, m, { doubt });
  check.scalar(8, String(issingular(m)));
  check.rows(9, principal(m, check, 9), { doubt, free: 0.05 });
  const samp = await parametricbootstrap(new Xoshiro(1234321), 2500, m, { progress: false });
  check.replicates(16, samp.tbl, { free: 0.05, rounding: SINGLE });
  // Correlations of a singular fit are where replicates stop early.
  check.intervals(17, confint(samp), { doubt, free: 0.5 });
}

function subjectMeans(data: Table): Table {
  const [subj, ctr] = [data.column("Subj") as string[], data.column("CTR") as string[]];
  const rt = data.numeric("rt");
  const groups = new Map<string, number[]>();
  subj.forEach((name, i) => {
    const key = `${name} ${ctr[i]}`;
    groups.set(key, [...(groups.get(key) ?? []), rt[i]]);
  });
  const keys = [...new Set(subj)].sort().flatMap((name) => LEVELS.map((level) => `${name} ${level}`));
  const values = keys.map((key) => groups.get(key)!);
  const mean = (own: readonly number[]): number => own.reduce((sum, x) => sum + x, 0) / own.length;
  return asTable({
    Subj: keys.map((key) => key.split(" ")[0]),
    CTR: keys.map((key) => key.split(" ")[1]),
    n: values.map(({ length }) => length),
    rt_m: values.map(mean),
    lrt_m: values.map((own) => mean(own.map(Math.log))),
  });
}
