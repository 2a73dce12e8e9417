import { calculate } from "engine/formula/frame/calculate";
import { inverseOf } from "engine/formula/language/inverse";
import { formulaTerms } from "engine/formula/language/terms";
import { asTable } from "engine/table/asTable";

const at = [0.4, 1.7, 230];
const table = asTable({ y: at, x: [1, 2, 3] });

function calculationOf(response: string) {
  const { derived, response: name } = formulaTerms(`${response} ~ 1 + (1 | g)`);
  const own = derived.get(name)!;
  if (own.kind !== "calculation") throw new Error("no calculation");
  return own.calculation;
}

test.each([
  "log(y)",
  "log2(y)",
  "log10(y)",
  "log1p(y)",
  "sqrt(y)",
  "cbrt(y)",
  "inv(y)",
  "1000 / y",
  "-1000 / y",
  "y / 1000",
  "(y + 3) * 2 - 1",
  "log(y + 100)",
  "2 - log(y / 2) * 3",
  "y ^ 2",
  "y ^ -0.5",
  "2 ^ (y / 100)",
  "exp(y / 100)",
])("%s is undone, with the slope of the way back", (response) => {
  const calculation = calculationOf(response);
  const back = inverseOf(calculation)!;
  calculate(calculation, table).forEach((value, i) => {
    expect(back(value).value / at[i]).toBeCloseTo(1, 10);
    const step = 1e-6 * Math.max(1e-3, Math.abs(value));
    const slope = (back(value + step).value - back(value - step).value) / (2 * step);
    expect(back(value).slope / slope).toBeCloseTo(1, 4);
  });
});

test.each(["y / x", "abs(y)", "sin(y)", "y * 0", "round(y)", "log(y + exp(1))", "0 / y"])(
  "%s has no way back",
  (response) => {
    expect(inverseOf(calculationOf(response))).toBeUndefined();
  },
);

test("odd roots of negative numbers are negative", () => {
  expect(inverseOf(calculationOf("y ^ 3"))!(-8)).toEqual({ value: -2, slope: expect.closeTo(1 / 12, 12) as number });
  expect(inverseOf(calculationOf("y ^ -1"))!(-4)).toEqual({
    value: -0.25,
    slope: expect.closeTo(-1 / 16, 12) as number,
  });
  expect(inverseOf(calculationOf("y ^ 2"))!(-4).value).toBeNaN();
  expect(inverseOf(calculationOf("y ^ 0.5"))!(-4).value).toBeNaN();
});

test("outside of the range there is none", () => {
  expect(inverseOf(calculationOf("sqrt(y)"))!(-1).value).toBeNaN();
  expect(inverseOf(calculationOf("1000 / y"))!(0).value).toBeNaN();
});
