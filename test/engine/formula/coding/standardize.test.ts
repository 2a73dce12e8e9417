import type { DummyCoding } from "engine/formula/coding/contrasts";
import { Center, Scale, ZScore } from "engine/formula/coding/standardize";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { asTable } from "engine/table/asTable";
import { expectClose } from "../../support/expectClose";

const table = asTable({
  y: [1, 2, 4, 3],
  x: [1, 2, 4, 9],
  gap: [1, 2, 3, NaN],
  f: ["a", "b", "a", "b"],
  g: ["u", "v", "u", "v"],
});
const column = (setting: ReturnType<typeof Center>, right = "x") =>
  modelFrame(`y ~ 0 + ${right} + (1 | g)`, table, { contrasts: { x: setting } }).fixed;
const s = Math.sqrt((9 + 4 + 0 + 25) / 3);

test.each<[string, ReturnType<typeof Center>, string, number[]]>([
  ["Center()", Center(), "x(centered: 4)", [-3, -2, 0, 5]],
  ["Center(2)", Center(2), "x(centered: 2)", [-1, 0, 2, 7]],
  ["Center(f)", Center((values) => Math.min(...values)), "x(centered: 1)", [0, 1, 3, 8]],
  ["Scale()", Scale(), "x(scaled: 3.56)", [1 / s, 2 / s, 4 / s, 9 / s]],
  ["Scale(10)", Scale(10), "x(scaled: 10)", [0.1, 0.2, 0.4, 0.9]],
  ["ZScore()", ZScore(), "x(centered: 4 scaled: 3.56)", [-3 / s, -2 / s, 0, 5 / s]],
  ["ZScore numbers", ZScore({ center: 1, scale: 2 }), "x(centered: 1 scaled: 2)", [0, 0.5, 1.5, 4]],
])("%s", (_, setting, name, values) => {
  const { names, columns } = column(setting);
  expect(names).toEqual([name]);
  expectClose(columns[0], values, { absolute: 1e-15 });
});

test("the numbers are those of the rows used, in every term", () => {
  expect(column(Center(), "x + gap").names).toEqual([`x(centered: ${Number((7 / 3).toPrecision(3))})`, "gap"]);
  const frame = modelFrame("y ~ 1 + f & x + (1 + x | g)", table, { contrasts: { x: Center() } });
  expect(frame.fixed.names).toEqual(["(Intercept)", "f: a & x(centered: 4)", "f: b & x(centered: 4)"]);
  expect(frame.random[0].names).toEqual(["(Intercept)", "x(centered: 4)"]);
});

test("a setting for a column that the formula does not use is left alone", () => {
  expect(modelFrame("y ~ 0 + f + (1 | g)", table, { contrasts: { x: Center() } }).fixed.names).toEqual([
    "f: a",
    "f: b",
  ]);
});

test("what cannot be standardised is refused", () => {
  const attempt = (contrasts: object) => () =>
    modelFrame("y ~ 1 + x + (1 | g)", table, { contrasts: contrasts as { x: ReturnType<typeof DummyCoding> } });
  expect(attempt({ f: Center() })).toThrow("Center, Scale and ZScore are for numeric columns; 'f' holds strings");
  expect(attempt({ x: Scale(0) })).toThrow("a variable is divided by a number other than 0; that of 'x' is 0");
  expect(attempt({ x: Center(() => NaN) })).toThrow("a variable is centered at a finite number; that of 'x' is NaN");
  expect(() => Center(Infinity)).toThrow("Center takes a number or a function of the values, not Infinity");
  expect(attempt({ x: Center })).toThrow(
    "contrasts of a numeric column are standards such as ZScore() or codings such as DummyCoding(); " +
      "that of 'x' is a function without its ()",
  );
});
