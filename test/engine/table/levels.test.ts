import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  Table as ArrowTable,
  Binary,
  Dictionary,
  Field,
  Int8,
  Int32,
  List,
  Struct,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { OptionError } from "engine/errors";
import { EffectsCoding } from "engine/formula/coding/contrasts";
import { fit } from "engine/model/fit";
import { readarrow } from "engine/table/arrow/arrowFile";
import { asTable } from "engine/table/asTable";

const ORDER = ["low", "mid", "high"];
const doses = Array.from({ length: 36 }, (_, i) => ORDER[(i * 7) % 3]);

/** An Arrow table whose dictionary of doses has this order and mark. */
function arrow(ordered: boolean): ArrowTable {
  const type = new Dictionary(new Utf8(), new Int8(), 7, ordered);
  // The first rows settle the order of the dictionary.
  const dose = vectorFromArray([...ORDER, ...doses], type);
  const y = vectorFromArray(Float64Array.from({ length: dose.length }, (_, i) => Math.sin(i) + (i % 3)));
  const g = vectorFromArray(
    Array.from({ length: dose.length }, (_, i) => `g${i % 6}`),
    new Utf8(),
  );
  return new ArrowTable({ y, dose, g });
}

const levels = (table: Parameters<typeof asTable>[0]): string[] => asTable(table).factor("dose").levels;

test("levels of an ordered dictionary keep their order, others go by code point", () => {
  expect(levels(arrow(true))).toEqual(ORDER);
  expect(levels(arrow(false))).toEqual(["high", "low", "mid"]);
  expect(fit("y ~ 1 + dose + (1 | g)", arrow(true)).coefnames).toEqual(["(Intercept)", "dose: mid", "dose: high"]);
});

test('{ levels: "file" } keeps the order of every dictionary', () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-levels-"));
  try {
    for (const ordered of [true, false]) {
      const file = path.join(folder, `${ordered}.arrow`);
      writeFileSync(file, tableToIPC(arrow(ordered), "file"));
      expect(levels(readarrow(file))).toEqual(ordered ? ORDER : ["high", "low", "mid"]);
      expect(levels(readarrow(file, { levels: "file" }))).toEqual(ORDER);
      expect(() => readarrow(file, { levels: "sorted" as "file" })).toThrow(OptionError);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the order of levels outlives calculations, weights and missing values of the formula", () => {
  const model = fit("log(y + 4) ~ 1 + dose + (1 | g)", arrow(true), {
    weights: Array.from({ length: 39 }, (_, i) => 1 + (i % 2)),
  });
  expect(model.coefnames).toEqual(["(Intercept)", "dose: mid", "dose: high"]);
});

test("a level is one whether its characters are composed or not", () => {
  const [composed, apart] = ["Jos\u00e9", "Jose\u0301"];
  const data = {
    y: Array.from({ length: 24 }, (_, i) => Math.sin(i) + (i % 2)),
    who: Array.from({ length: 24 }, (_, i) => [composed, apart, "Ana"][i % 3]),
    g: Array.from({ length: 24 }, (_, i) => `g${i % 4}`),
  };
  expect(asTable(data).factor("who").levels).toEqual(["Ana", composed]);
  const same = fit("y ~ 1 + who + (1 | g)", { ...data, who: data.who.map((name) => name.normalize("NFD")) });
  const mixed = fit("y ~ 1 + who + (1 | g)", data, { contrasts: { who: EffectsCoding({ base: apart }) } });
  expect(same.coefnames).toEqual(["(Intercept)", `who: ${composed}`]);
  expect(mixed.coefnames).toEqual(["(Intercept)", "who: Ana"]);
  expect(mixed.objective).toBeCloseTo(same.objective, 9);
});

test("a column that was left out is refused where it is asked for, with the reason", () => {
  const n = 24;
  const arrow = new ArrowTable({
    y: vectorFromArray(Float64Array.from({ length: n }, (_, i) => Math.sin(i) + (i % 2))),
    g: vectorFromArray(Array.from({ length: n }, (_, i) => `g${i % 4}`)),
    lists: vectorFromArray(
      Array.from({ length: n }, (_, i) => [i]),
      new List(new Field("item", new Int32())),
    ),
    parts: vectorFromArray(
      Array.from({ length: n }, (_, i) => ({ a: i })),
      new Struct([new Field("a", new Int32())]),
    ),
    bytes: vectorFromArray(
      Array.from({ length: n }, (_, i) => Uint8Array.of(i, 2)),
      new Binary(),
    ),
  });
  const table = asTable(arrow);
  const model = fit("y ~ 1 + (1 | g)", arrow);
  expect(fit("y ~ 1 + (1 | g)", table).objective).toBe(model.objective);
  for (const name of ["lists", "parts", "bytes"]) {
    const why = `'${name}' was left out, as it holds lists, structures or bytes`;
    for (const data of [arrow, table]) {
      for (const formula of [`y ~ 1 + ${name} + (1 | g)`, `y ~ 1 + (1 | ${name})`, `${name} ~ 1 + (1 | g)`])
        expect(() => fit(formula, data)).toThrow(why);
      expect(() => fit("y ~ 1 + (1 | g)", data, { weights: name })).toThrow(why);
      expect(() => fit("y ~ 1 + (1 | g)", data, { contrasts: { [name]: EffectsCoding() } })).toThrow(why);
    }
    expect(() => table.column(name)).toThrow(why);
  }
  expect(() => fit("y ~ 1 + list + (1 | g)", table)).toThrow("unknown variable 'list'");
});

test("a column of lists is left out with a note, and the others are read", () => {
  const lists = vectorFromArray([[1], [2, 3]], new List(new Field("item", new Int32())));
  const table = asTable(new ArrowTable({ x: vectorFromArray(Float64Array.of(1, 2)), lists }));
  expect(table.columnNames).toEqual(["x"]);
  expect(String(table)).toContain("left out, as no column can hold its lists, structures or bytes: lists");
});
