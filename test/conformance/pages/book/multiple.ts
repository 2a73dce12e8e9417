import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { shortestcovint } from "engine/bootstrap/sample/shortestcovint";
import { chiSquaredUpper } from "engine/distributions/normal";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { ranefinfo, ranefinfotable } from "engine/model/ranefInfo";
import { sparseL } from "engine/model/sparseL";
import { Xoshiro } from "engine/random/xoshiro";
import { asTable } from "engine/table/asTable";
import { describe } from "engine/table/describe";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";
import { larger } from "../../data";
import { stoppedEarly } from "../../doubt";
import type { PageCheck } from "../../pageCheck";
import { rowsOf } from "../../rowsOf";

const WRITTEN = "how the page writes a table or a matrix, no result";

export async function redo(check: PageCheck): Promise<void> {
  check.leave(WRITTEN, 2, 8, 16, 30);
  await penicillin(check);
  await pastes(check);
  insteval(check);
}

async function penicillin(check: PageCheck): Promise<void> {
  const data = dataset("penicillin");
  check.described(3, describe(data));
  const m = fit("diameter ~ 1 + (1 | plate) + (1 | sample)", data);
  const doubt = stoppedEarly(m, data, {}, check.printed(5));
  check.model(5, m, { doubt });
  check.rows(9, [[1, 2, undefined, undefined], [...m.θ]], { doubt });
  check.rows(10, [[30, 30, undefined, undefined, sparseL(m).nnz]]);
  const samp = await parametricbootstrap(new Xoshiro(9876789, { julia: "1.10" }), 10_000, m, { progress: false });
  check.table(12, shortestcovint(samp), { doubt });
  const [β, se] = [m.β[0], m.stderror[0]];
  check.scalar(14, [β - 2 * se, β + 2 * se], { doubt });
}

async function pastes(check: PageCheck): Promise<void> {
  const source = dataset("pastes");
  const [batch, cask] = ["batch", "cask"].map((name) => source.column(name) as string[]);
  const data = asTable({
    batch,
    cask,
    strength: source.numeric("strength"),
    sample: batch.map((name, i) => `${name}${cask[i]}`),
  });
  check.described(17, describe(data));
  const m1 = fit("strength ~ 1 + (1 | sample) + (1 | batch)", data);
  const doubt = stoppedEarly(m1, data, {}, check.printed(19));
  check.model(19, m1, { doubt });
  check.rows(20, [[42, 42, undefined, undefined, sparseL(m1, { full: true }).nnz]]);
  check.rows(21, [[30], [10], [2]]);
  const m2 = fit("strength ~ 1 + (1 | sample)", data);
  check.model(25, m2, { doubt: stoppedEarly(m2, data, {}, check.printed(25)) });
  check.tests(26, [m2, m1], { doubt });
  const chisq = m2.deviance - m1.deviance;
  check.rows(27, [
    [2, 60],
    [],
    [],
    [],
    [1, m2.dof, m2.loglikelihood, m2.deviance],
    [2, m1.dof, m1.dof - m2.dof, m1.loglikelihood, m1.deviance, chisq, chiSquaredUpper(chisq, 1)],
  ]);
  // Without a generator in the call the page draws from the default one, which draws one by one before Julia 1.11.
  const one = new Xoshiro(4567654, { julia: "1.10", global: true });
  check.table(28, shortestcovint(await parametricbootstrap(one, 10_000, m1, { progress: false })), { doubt });
  const two = new Xoshiro(9753579, { julia: "1.10" });
  check.table(29, shortestcovint(await parametricbootstrap(two, 10_000, m2, { progress: false })), { doubt });
  check.model(42, fit("strength ~ 1 + (1 | batch / cask)", source), { doubt });
}

function insteval(check: PageCheck): void {
  const data = larger("insteval");
  check.described(31, describe(data), { texts: false });
  const fitted = (rest: string): LinearMixedModel => fit(`y ~ 1 + ${rest}`, data, { progress: false });
  const m1 = fitted("(1 | s) + (1 | d) + (1 | dept)");
  const doubt = stoppedEarly(m1, data, {}, check.printed(33));
  check.model(33, m1, { doubt });
  check.tests(35, [fitted("(1 | s) + (1 | d)"), m1], { doubt });
  const l = sparseL(m1, { full: true });
  check.rows(36, [[4116, 4116, undefined, undefined, l.nnz]]);
  check.leave("the bytes of another program", 37);
  const m3 = fitted("service + (1 | s) + (1 | d) + (1 | dept)");
  check.model(38, m3, { doubt: stoppedEarly(m3, data, {}, check.printed(38)) });
  const modes = ranefinfotable(ranefinfo(m1, "d")) as Table;
  const cmode = modes.numeric("cmode");
  const order = [...cmode.keys()].sort((a, b) => cmode[a] - cmode[b]).slice(-5);
  check.table(41, rowsOf(modes, order), { doubt, texts: false });
}
