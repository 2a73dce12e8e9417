import { asTable } from "engine/table/asTable";
import type { Table } from "engine/table/table";
import { larger } from "../data";

/** The data sets of which fggk21 is made. */
export const NEEDS = ["fggk21_Score", "fggk21_Child"];

/** Scores of all tests with what is known of the child, z-scores within each test, and age less 8.5 years. */
export function fggk21(): Table {
  const [score, child] = NEEDS.map(larger);
  const rowOf = new Map((child.column("Child") as string[]).map((name, row) => [name, row]));
  const names = score.column("Child") as string[];
  const rows = Int32Array.from(names, (name) => rowOf.get(name)!);
  const text = (column: string): string[] => {
    const values = child.column(column) as string[];
    return Array.from(rows, (row) => values[row]);
  };
  const ages = child.numeric("age");
  const age = Float64Array.from(rows, (row) => ages[row]);
  const test = score.column("Test") as string[];
  const values = score.numeric("score");
  return asTable({
    Cohort: text("Cohort"),
    School: text("School"),
    Child: names,
    Sex: text("Sex"),
    age,
    Test: test,
    score: values,
    a1: age.map((value) => value - 8.5),
    zScore: zWithin(test, values),
  });
}

/** Standard scores within groups. */
export function zWithin(groups: readonly string[], values: Float64Array): Float64Array {
  const moments = new Map<string, { n: number; sum: number; squares: number }>();
  const of = (group: string): { n: number; sum: number; squares: number } => {
    const known = moments.get(group) ?? { n: 0, sum: 0, squares: 0 };
    moments.set(group, known);
    return known;
  };
  groups.forEach((group, i) => {
    const own = of(group);
    own.n++;
    own.sum += values[i];
  });
  groups.forEach((group, i) => {
    const own = of(group);
    own.squares += (values[i] - own.sum / own.n) ** 2;
  });
  return values.map((value, i) => {
    const { n, sum, squares } = of(groups[i]);
    return (value - sum / n) / Math.sqrt(squares / (n - 1));
  });
}

/** Means of z-scores by sex, test and age in tenths of years, in the order in which they come. */
export function ageMeans(data: Table): Table {
  const groups = new Map<string, number[]>();
  const [sex, test] = [data.column("Sex") as string[], data.column("Test") as string[]];
  const [age, zScore] = [data.numeric("age"), data.numeric("zScore")];
  for (let i = 0; i < data.numRows; i++) {
    const key = `${sex[i]} ${test[i]} ${roundedTenth(age[i])}`;
    const own = groups.get(key);
    if (own === undefined) groups.set(key, [zScore[i]]);
    else own.push(zScore[i]);
  }
  const keys = [...groups.keys()].map((key) => key.split(" "));
  const values = [...groups.values()];
  return asTable({
    Sex: keys.map(([name]) => name),
    Test: keys.map(([, name]) => name),
    age: keys.map(([, , tenth]) => Number(tenth)),
    zScore: values.map((own) => own.reduce((sum, x) => sum + x, 0) / own.length),
    n: values.map(({ length }) => length),
  });
}

/** To the nearest tenth, halves to the even one. */
function roundedTenth(value: number): number {
  const tenths = 10 * value;
  const below = Math.floor(tenths);
  const rest = tenths - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  return (up ? below + 1 : below) / 10;
}
