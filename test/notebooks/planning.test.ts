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
  const [t, z] = [
    "powertable(tests(m, nothing, 2000))",
    "powertable(await parametricbootstrap(new MersenneTwister(9), 2000, m, { ...nothing, θ: spread(m) }))",
  ].map((cell) => notebook.rows(cell).filter(([name]) => /^(age|task|word)/.test(name)));
  expect(
    t.map(([name, , lower, upper]) => [name, (Number(lower) <= 0.05 && 0.05 <= Number(upper)) || Number(upper) < 0.05]),
  ).toEqual(t.map(([name]) => [name, true]));
  expect(z.filter(([, , lower]) => Number(lower) > 0.05).length).toBeGreaterThan(1);
});

test("power grows with what an effect varies between", () => {
  const text = notebook.rows(
    'asTable(["age: young", "task: two", "word: rare", "age: young & task: two"].flatMap((name) ' +
      "=> found.filter(({ effect }) => effect === name)))",
  );
  const power = (effect: string, subjects: number, items: number): number =>
    Number(
      text.find((row) => row.includes(effect) && row.includes(String(subjects)) && row.includes(String(items)))![4],
    );
  expect(power("age: young", 80, 12)).toBeGreaterThan(power("age: young", 20, 12) + 0.2);
  expect(power("word: rare", 40, 48)).toBeGreaterThan(power("word: rare", 40, 12) + 0.3);
});
