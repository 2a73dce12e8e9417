import { DummyCoding } from "engine/formula/coding/contrasts";
import { Center } from "engine/formula/coding/standardize";
import { fit } from "engine/model/fit";
import { predict } from "engine/model/predict";
import { daysOf } from "engine/table/dates";

const days = ["2024-02-28", "2024-02-29", "2024-03-01", "2024-03-04"];
const numbers = [19781, 19782, 19783, 19786];
const rows = Array.from({ length: 80 }, (_, i) => ({
  y: Math.sin(i) + (i % 5),
  day: days[i % 4],
  date: new Date(86_400_000 * numbers[i % 4]),
  number: numbers[i % 4],
  g: `g${i % 10}`,
}));

test.each([
  ["1970-01-01", 0],
  ["1970-01-02T06:00:00Z", 1.25],
  ["1970-01-02T06:00", 1.25],
  ["1970-01-02 06:00:00.000", 1.25],
  ["1970-01-02T06:00:00+06:00", 1],
  ["1969-12-31T18:00:00-06:00", 0],
  ["2024-02-29", 19782],
])("%s is day %p", (text, day) => {
  expect(daysOf([text, null])).toEqual(Float64Array.of(day, NaN));
});

test.each([["2023-02-29"], ["2024-13-01"], ["2024-1-1"], ["24-01-01"], ["20240101"], ["a"], [""]])(
  "%s is no date, so its column is one of texts",
  (text) => {
    expect(daysOf(["2024-01-01", text])).toBeUndefined();
  },
);

test("a column without a value is no date", () => {
  expect(daysOf([null, null])).toBeUndefined();
});

test.each(["day", "date"])("a date (%s) is days since 1970-01-01 as an effect, which the table says", (name) => {
  const dated = fit(`y ~ 1 + ${name} + (1 | g)`, rows);
  const numbered = fit("y ~ 1 + number + (1 | g)", rows);
  expect(dated.coefnames).toEqual(["(Intercept)", name]);
  expect(dated.objective).toBe(numbered.objective);
  expect([...dated.coef]).toEqual([...numbered.coef]);
  expect(String(dated)).toContain(`${name} in days since 1970-01-01`);
  expect(String(numbered)).not.toContain("1970");
});

test("a date with contrasts is a factor, and so it is behind the bar", () => {
  const coded = fit("y ~ 1 + day + (1 | g)", rows, { contrasts: { day: DummyCoding() } });
  expect(coded.coefnames).toEqual(["(Intercept)", ...days.slice(1).map((day) => `day: ${day}`)]);
  expect(String(coded)).not.toContain("1970");
  const grouped = fit("y ~ 1 + (1 | day)", rows);
  expect(grouped.ranef.day.column("day")).toEqual(days);
});

test("dates are calculated with, centered and predicted at", () => {
  const from = fit("y ~ 1 + I(day - 19781) + (1 | g)", rows);
  const centered = fit("y ~ 1 + day + (1 | g)", rows, { contrasts: { day: Center(19781) } });
  expect(from.objective).toBeCloseTo(centered.objective, 9);
  const model = fit("y ~ 1 + day + (1 | g)", rows);
  const at = { g: ["g1", "g1", "g1"] };
  expect(predict(model, { ...at, day: ["2024-03-02", "2024-03-02T00:00:00Z", null] })).toEqual(
    predict(model, { ...at, day: [19784, 19784, NaN] }),
  );
});
