import { EffectsCoding, HelmertCoding } from "engine/formula/coding/contrasts";
import { raneftables } from "engine/model/diagnostics";
import { fit } from "engine/model/fit";
import type { GeneralizedLinearMixedModel } from "engine/model/generalized/generalizedLinearMixedModel";
import { Bernoulli } from "engine/random/bernoulli";
import { asTable } from "engine/table/asTable";
import { describe } from "engine/table/describe";
import { dataset } from "engine/table/source/dataset";
import type { Table } from "engine/table/table";
import type { OwnCell } from "../../agrees";
import { printedAbove } from "../../doubt";
import type { CheckOptions, PageCheck } from "../../pageCheck";

export function redo(check: PageCheck): void {
  const source = dataset("contra");
  const livch = source.column("livch") as string[];
  const columns = Object.fromEntries(source.columnNames.map((name) => [name, source.column(name)]));
  const data = asTable({ ...columns, ch: livch.map((value) => String(value !== "0")) } as { [name: string]: string[] });
  numbered(check, 2, source);
  numbered(check, 6, data);
  check.rows(3, described(source), { texts: false });
  check.rows(7, described(data).slice(0, 5), { texts: false });
  const contrasts = { livch: EffectsCoding({ base: "0" }), urban: HelmertCoding(), ch: HelmertCoding() };
  const fitted = (rest: string): GeneralizedLinearMixedModel =>
    fit(`use ~ 1 + ${rest}`, data, { family: Bernoulli(), nAGQ: 9, contrasts });
  const com01 = fitted("livch + (age + abs2(age)) * urban + (1 | dist)");
  const com02 = fitted("ch + age * age * urban + (1 | dist)");
  const com03 = fitted("urban + ch + age * age + (1 | dist)");
  const com04 = fitted("urban + ch * age + abs2(age) + (1 | dist)");
  const com05 = fitted("urban + ch * age + abs2(age) + (1 | dist & urban)");
  // The deviances of the tests are printed without decimals, that of com05 with four.
  const printed = [2371, 2371, 2373, 2365];
  [com01, com02, com03, com04].forEach((m, i) => printedAbove(m, printed[i], 0.5));
  const early = { doubt: printedAbove(com05, 2353.8242, 5e-5), near: 0.05, free: 0.002 };
  [com01, com02, com03, com04, com05].forEach((m, i) => {
    check.model([5, 8, 10, 13, 15][i], m, early);
  });
  check.tests(9, [com02, com01], early);
  check.tests(11, [com03, com02], early);
  check.tests(14, [com03, com04], early);
  check.model(16, com05, early);
  check.rows(17, [[2, 60], [], [], ...frequencies(source)]);
  predictions(check, com05, early);
  check.leave("the name of a model", 27);
  const table = raneftables(com05)["dist & urban"] ?? raneftables(com05)["urban & dist"];
  const modes = [...(table.numeric("(Intercept)") as Float64Array)].sort((a, b) => a - b);
  check.rows(
    28,
    modes.slice(0, 6).map((value, i) => [i + 1, undefined, value]),
    early,
  );
  check.rows(
    29,
    modes.slice(-6).map((value, i) => [i + 1, undefined, value]),
    early,
  );
  const rows = data.toRows().filter(({ dist, urban }) => dist === "D34" && urban === "N");
  numbered(check, 30, asTable(rows as { [name: string]: string }[]));
  check.scalar(31, Math.exp(modes[0]), early);
}

/** Mean, least, median, greatest and number of values of each column, as far as it has them. */
function described(table: Table): OwnCell[][] {
  return describe(table)
    .toRows()
    .map(({ variable, mean, min, median, max }) => {
      const values = table.column(variable as string);
      const isText = typeof values[0] === "string";
      const shown = [mean, min, median, max].map((value) => (isText ? undefined : (value as OwnCell)));
      return [undefined, ...shown, isText ? new Set(values as string[]).size : undefined];
    });
}

/** A table with numbered rows, of which a page shows those of both ends. */
function numbered(check: PageCheck, cell: number, table: Table): void {
  const printed = check.printed(cell).rows as string[][];
  const rows = table.toRows().map((row, i): OwnCell[] => [i + 1, ...(Object.values(row) as OwnCell[])]);
  check.rows(
    cell,
    printed.map(([at]) => rows[Number(at) - 1] ?? []),
  );
}

/** Women of each district in the country and in the city, the first and the last six districts. */
function frequencies(data: Table): OwnCell[][] {
  const [dist, urban] = [data.column("dist") as string[], data.column("urban") as string[]];
  const names = [...new Set(dist)].sort();
  const shown = [...names.slice(0, 6), "", ...names.slice(-6)];
  return ["N", "Y"].map((where) =>
    shown.map((name) => (name === "" ? undefined : dist.filter((own, i) => own === name && urban[i] === where).length)),
  );
}

/** The linear predictor and the probability at ages, with children or not, in the country and in the city. */
function predictions(check: PageCheck, m: GeneralizedLinearMixedModel, early: CheckOptions): void {
  const rows = ["N", "Y"].flatMap((urban) =>
    ["false", "true"].flatMap((ch) => Array.from({ length: 11 }, (_, i) => ({ age: 3 * i - 10, ch, urban }))),
  );
  const x = rows.map(({ age, ch, urban }) => {
    const [u, c] = [urban === "Y" ? 1 : -1, ch === "true" ? 1 : -1];
    return [1, u, c, age, age ** 2, c * age];
  });
  const own = rows.map((row, i) => {
    const η = x[i].reduce((sum, value, j) => sum + value * m.β[j], 0);
    return { ...row, η, μ: 1 / (1 + Math.exp(-η)) };
  });
  const shown = (cell: number, columns: readonly (keyof (typeof own)[number])[]): void => {
    const printed = check.printed(cell).rows as string[][];
    const cells = printed.map(([at]) => {
      const row = own[Number(at) - 1];
      return row === undefined ? [] : [undefined, ...columns.map((name) => row[name])];
    });
    check.rows(cell, cells, early);
  };
  shown(18, ["age", "ch", "urban"]);
  const matrix = check.printed(20).rows as string[][];
  const cut = matrix.findIndex((row) => row.length === 1 || row.length === 0);
  check.rows(20, [[44, 6, undefined], ...x.slice(0, cut - 1), [], ...x.slice(44 - (matrix.length - cut - 1))]);
  shown(21, ["age", "ch", "urban", "η"]);
  shown(24, ["age", "ch", "urban", "η", "μ"]);
  const two = own.filter(({ age }) => age === 2);
  check.rows(
    26,
    two.map(({ age, ch, urban, η, μ }, i) => [i + 1, age, ch, urban, η, μ]),
    early,
  );
}
