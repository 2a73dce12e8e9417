import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { issingular } from "engine/bootstrap/sample/issingular";
import { shortestcovint } from "engine/bootstrap/sample/shortestcovint";
import { fit } from "engine/model/fit";
import { sparseL } from "engine/model/sparseL";
import { modelmatrix } from "engine/model/summaries";
import { Xoshiro } from "engine/random/xoshiro";
import { asTable } from "engine/table/asTable";
import { describe } from "engine/table/describe";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";
import type { OwnCell } from "../../agrees";
import { stoppedEarly } from "../../doubt";
import type { PageCheck } from "../../pageCheck";
import { rowsOf } from "../../rowsOf";

/** How a page writes a column, not what is in it. */
const WRITTEN = "how the page writes a table or a matrix, no result";

export async function redo(check: PageCheck): Promise<void> {
  const data = dataset("dyestuff");
  check.leave(WRITTEN, 1, 4, 5, 10, 18);
  check.table(2, data);
  check.described(3, describe(data));
  check.table(6, rowsOf(data, [0, 1, 2, 3, 4, 5, 6]));
  check.table(7, rowsOf(data, [23, 24, 25, 26, 27, 28, 29]));
  check.table(8, batchMeans(data));
  const other = dataset("dyestuff2");
  check.described(11, describe(other));
  const m = fit("yield ~ 1 + (1 | batch)", data);
  check.model(13, m);
  check.model(14, m, { doubt: stoppedEarly(m, data, {}, check.printed(14)) });
  check.model(15, fit("yield ~ 1 + (1 | batch)", other));
  const z = m.Z.toMatrix().to2DArray();
  check.rows(16, [[30, 6, undefined], ...z.slice(0, 10), [], ...z.slice(21)]);
  check.rows(17, [
    [6, 30, undefined, undefined],
    ...m.Z.toMatrix()
      .transpose()
      .to2DArray()
      .map((row, i) => ends(row, check.printed(17).rows![i + 1] as string[])),
  ]);
  check.rows(19, [[1, undefined], [m.β[0]]]);
  const [one] = modelmatrix(m).transpose().to2DArray();
  check.rows(20, [[1, 30, undefined], ends(one, check.printed(20).rows![1] as string[])]);
  products(check, data);
  const doubt = stoppedEarly(m, data, {}, check.printed(13));
  check.scalar(24, m.θ[0], { doubt, near: 1e-5 });
  const l = sparseL(m, { full: true });
  const lower = l.toMatrix().to2DArray();
  const shown = (i: number, columns: number[]): OwnCell[] => columns.map((j) => (j <= i ? lower[i][j] : undefined));
  check.rows(25, [
    [8, 8, undefined, undefined, l.nnz],
    [lower[0][0]],
    [undefined, lower[1][1]],
    [undefined, undefined, lower[2][2]],
    [],
    [],
    [undefined, undefined, undefined, undefined, lower[5][5]],
    shown(6, [0, 1, 2, 5, 6]),
    shown(7, [0, 1, 2, 5, 6, 7]),
  ]);
  const samp = await parametricbootstrap(new Xoshiro(4321234, { julia: "1.10" }), 10_000, m, { progress: false });
  const { allpars } = samp;
  const last = Array.from({ length: 7 }, (_, i) => allpars.numRows - 7 + i);
  check.table(26, rowsOf(allpars, [0, 1, 2, 3, 4, 5, 6]));
  check.table(27, rowsOf(allpars, last));
  const types = allpars.column("type") as string[];
  check.table(
    28,
    rowsOf(
      allpars,
      types.flatMap((type, row) => (type === "β" ? [row] : [])),
    ),
  );
  // BOBYQA stops in the corner of one replicate more.
  check.scalar(32, issingular(samp).filter(Boolean).length, { doubt, free: 1 });
  check.table(34, shortestcovint(samp));
  const [β, se] = [m.β[0], m.stderror[0]];
  check.scalar(35, [β - 2 * se, β + 2 * se], { doubt, near: 1e-6 });
  check.leave("where the page's optimizer went, step by step; ours goes elsewhere", 36);
  check.rows(37, [[1, 6, undefined], [...m.b]], { doubt });
}

/** The blocks of (Z, X, y)ᵀ (Z, X, y). */
function products(check: PageCheck, data: Table): void {
  const y = data.numeric("yield");
  const sums = (batchMeans(data).toRows() as { yield_mean: number; n: number }[]).map(({ yield_mean: mean, n }) => ({
    n,
    sum: mean * n,
  }));
  check.rows(21, [
    [6, 6, undefined, undefined],
    ...sums.map(({ n }, i) => sums.map((_, j) => (i === j ? n : undefined))),
  ]);
  check.rows(22, [[2, 6, undefined], sums.map(({ n }) => n), sums.map(({ sum }) => sum)]);
  const total = y.reduce((sum, value) => sum + value, 0);
  const squares = y.reduce((sum, value) => sum + value ** 2, 0);
  check.rows(23, [
    [2, 2, undefined],
    [30, total],
    [total, squares],
  ]);
}

function batchMeans(data: Table): Table {
  const [batch, y] = [data.column("batch") as string[], data.numeric("yield")];
  const names = [...new Set(batch)];
  const groups = names.map((name) => y.filter((_, i) => batch[i] === name));
  return asTable({
    batch: names,
    yield_mean: groups.map((own) => own.reduce((sum, value) => sum + value, 0) / own.length),
    n: groups.map((own) => own.length),
  });
}

/** The numbers of a long row that the page shows of both ends, with the mark between them where it has one. */
function ends(row: readonly number[], printed: readonly string[]): OwnCell[] {
  const cut = printed.indexOf("…");
  if (cut < 0) return [...row.slice(0, 13), ...row.slice(row.length - (printed.length - 13))];
  return [...row.slice(0, cut), undefined, ...row.slice(row.length - (printed.length - cut - 1))];
}
