import { estimateText, fixed, pvalueText, significant } from "engine/show/numbers";

describe("fixed", () => {
  test.each([
    [1527.5, 4, "1527.5000"],
    [-0.001, 2, "-0.00"],
    [-0, 2, "-0.00"],
    [1.005, 2, "1.00"],
    [1e22, 1, "10000000000000000000000.0"],
    [1e21, 0, "1000000000000000000000"],
    [NaN, 2, "NaN"],
    [Infinity, 2, "Inf"],
    [-Infinity, 2, "-Inf"],
  ])("%p with %p decimals is %p", (x, digits, text) => expect(fixed(x, digits)).toBe(text));

  test("exact ties go to the even digit", () => {
    expect([0.125, 0.375, -0.125].map((x) => fixed(x, 2))).toEqual(["0.12", "0.38", "-0.12"]);
    expect([0.5, 1.5, 2.5].map((x) => fixed(x, 0))).toEqual(["0", "2", "2"]);
  });
});

describe("pvalueText", () => {
  test.each([
    [0, "<1e-99"],
    [5e-324, "<1e-99"],
    [1e-100, "<1e-99"],
    [3.1e-12, "<1e-11"],
    [9.9e-12, "<1e-11"],
    [1e-12, "<1e-11"],
    [9.6e-7, "<1e-06"],
    [5.6e-5, "<1e-04"],
    [1e-4, "0.0001"],
    [0.00021, "0.0002"],
    [0.16464, "0.1646"],
    [1, "1.0000"],
    [NaN, "NaN"],
  ])("%p is %p", (p, text) => expect(pvalueText(p)).toBe(text));
});

describe("significant", () => {
  test.each([
    [28666.58123, "28666.6"],
    [-22.0700012, "-22.07"],
    [0, "0.0"],
    [-0, "-0.0"],
    [1, "1.0"],
    [0.9999999, "1.0"],
    [3.956213, "3.95621"],
    [0.00471327, "0.00471327"],
    [-0.007040671, "-0.00704067"],
    [0.0001, "0.0001"],
    [1e-5, "1.0e-5"],
    [123456.7, "123457.0"],
    [100000, "100000.0"],
    [999999.5, "1.0e6"],
    [1234567, "1.23457e6"],
    [1e21, "1.0e21"],
    [5e-324, "5.0e-324"],
    [NaN, "NaN"],
    [Infinity, "Inf"],
  ])("%p is %p", (x, text) => expect(significant(x)).toBe(text));

  test("other numbers of digits, with exact ties to the even digit", () => {
    expect(significant(1234.5678, 3)).toBe("1230.0");
    expect(significant(Math.PI, 15)).toBe("3.14159265358979");
    expect([0.125, 0.375].map((x) => significant(x, 2))).toEqual(["0.12", "0.38"]);
  });
});

test("estimates that four decimals would show as zero have two significant digits", () => {
  expect([-3.14e-5, 9.96e-5, 1e-4, -0.00016, 0, -0, 2.5e-10, 251.4051].map((x) => estimateText(x, 4))).toEqual([
    "-0.000031",
    "0.000100",
    "0.0001",
    "-0.0002",
    "0.0000",
    "-0.0000",
    "2.5e-10",
    "251.4051",
  ]);
});
