import { SavedNotebook } from "./savedNotebook";

const notebook = new SavedNotebook("05-planning-a-study.ipynb");

test("was run from its first cell to its last, without an error", () => {
  expect(notebook.code.map((cell) => cell.execution_count)).toEqual(notebook.code.map((_, i) => i + 1));
  expect(
    notebook.code.flatMap((cell) => cell.outputs ?? []).filter((output) => output.output_type === "error"),
  ).toEqual([]);
  expect(Buffer.byteLength(notebook.text)).toBeLessThan(1_000_000);
});

test("t tests keep their level where nothing is there, z tests do not", () => {
  const effects = (rows: string[][]): string[][] => rows.filter(([name]) => /^(age|task|word)/.test(name));
  const t = effects(
    notebook
      .rows(
        "await study({ ...declared, grid: { subjects: [20], items: [12] }, " +
          "truth: () => ({ ...nothing, ...random }), n: 2000 })",
      )
      .map((row) => row.slice(4)),
  );
  const z = effects(
    notebook.rows(
      "powertable(await parametricbootstrap(new MersenneTwister(9), 2000, m, { ...nothing, θ: spread(m) }))",
    ),
  );
  expect(t).toHaveLength(4);
  expect(
    t.map(([name, , lower, upper]) => [name, (Number(lower) <= 0.05 && 0.05 <= Number(upper)) || Number(upper) < 0.05]),
  ).toEqual(t.map(([name]) => [name, true]));
  expect(z.filter(([, , lower]) => Number(lower) > 0.05).length).toBeGreaterThan(1);
});

test("power grows with what an effect varies between", () => {
  const rows = notebook.rows("found");
  const power = (effect: string, subjects: number, items: number): number =>
    Number(rows.find((row) => row[1] === String(subjects) && row[2] === String(items) && row[4] === effect)![5]);
  expect(power("age: young", 80, 12)).toBeGreaterThan(power("age: young", 20, 12) + 0.2);
  expect(power("word: rare", 40, 48)).toBeGreaterThan(power("word: rare", 40, 12) + 0.3);
});
