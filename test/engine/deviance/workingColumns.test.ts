import { modelData } from "engine/deviance/modelData";
import { type OriginalColumns, PolynomialColumns } from "engine/deviance/polynomialColumns";
import { RowScale } from "engine/deviance/rowScale";
import { centredForm } from "engine/deviance/standardForm";
import { workingFixed } from "engine/deviance/workingFixed";
import { TermForms } from "engine/deviance/workingTerms";
import { modelFrame } from "engine/formula/frame/modelFrame";
import { newFrame } from "engine/formula/frame/newFrame";
import { sumOfProducts } from "engine/linalg/orthogonalize";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";

const rng = new MersenneTwister(21);
const rows = Array.from({ length: 60 }, (_, i) => i);
const table = asTable({
  y: rows.map(() => rng.randn()),
  g: rows.map((i) => `g${i % 6}`),
  arm: rows.map((i) => ["a", "b", "c"][(i * 7 + (i >> 3)) % 3]),
  yr: rows.map(() => 1990 + Math.floor(31 * rng.rand())),
  x: rows.map(() => 300 + 5 * rng.randn()),
  z: rows.map(() => rng.randn()),
});

function fixedOf(right: string): OriginalColumns & { names: string[] } {
  return modelFrame(`y ~ ${right} + (1 | g)`, table).fixed;
}

/** Columns times a matrix, S × S, row-major. */
function combined(columns: readonly Float64Array[], matrix: Float64Array): Float64Array[] {
  const s = columns.length;
  return columns.map((_, j) =>
    Float64Array.from(rows, (i) => columns.reduce((sum, column, k) => sum + column[i] * matrix[k * s + j], 0)),
  );
}

function expectSame(found: readonly Float64Array[], expected: readonly Float64Array[], digits = 1e-13): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((column, j) => {
    const size = Math.max(...column.map(Math.abs));
    column.forEach((value, i) => expect(Math.abs(found[j][i] - value)).toBeLessThanOrEqual(digits * size));
  });
}

describe("columns as polynomials in their covariates", () => {
  test.each([
    ["1 + yr", ["yr"]],
    ["0 + yr", []],
    ["0 + arm + yr", ["yr"]],
    ["1 + yr + yr^2 + yr^3", ["yr"]],
    ["1 + yr^3 + yr + yr^2", ["yr"]],
    // No power of yr without yr: yr^2 is a covariate of its own.
    ["1 + yr^2", ["yr ^ 2"]],
    ["1 + arm + yr & arm", ["yr"]],
    ["1 + yr & arm", []],
    ["1 + yr + yr & arm", []],
    ["1 + yr * x", ["yr", "x"]],
    ["1 + yr + yr & x", ["x"]],
    ["1 + arm * yr * x", ["yr", "x"]],
    ["1 + log(yr) + yr", ["log(yr)", "yr"]],
  ])("%s stays in the span when %p are shifted", (right, shifted) => {
    const original = fixedOf(right);
    const polynomials = new PolynomialColumns(original);
    expect([...polynomials.covariates.keys()].filter((name) => polynomials.allowsShift(name)).sort()).toEqual(
      [...shifted].sort(),
    );
    const forms = new Map(shifted.map((name) => [name, centredForm(polynomials.covariates.get(name)!)]));
    const matrix = polynomials.expansion(forms);
    if (shifted.length === 0) expect(matrix).toBeUndefined();
    else expectSame(combined(polynomials.inForms(forms), matrix!), original.columns);
  });

  test("coded columns and columns without a known origin stay", () => {
    const { columns } = fixedOf("1 + arm + yr");
    const polynomials = new PolynomialColumns({ columns });
    expect(polynomials.covariates.size).toBe(0);
    expect(polynomials.inForms(new Map([["yr", { center: 2000, scale: 2 }]]))).toEqual(columns);
  });
});

describe("X as a fit computes in it", () => {
  const weights = Float64Array.from(rows, () => 0.2 + 3 * rng.rand());

  test.each([
    ["1 + arm + z", undefined],
    ["1 + yr + yr^2 + yr^3", undefined],
    ["1 + yr + yr^2 + yr^3", weights],
    ["1 + x * arm + z", weights],
    ["0 + arm + x", undefined],
    ["1 + x + I(x^2 + z / 100)", undefined],
  ])("%s", (right, own) => {
    const original = fixedOf(right);
    const scale = new RowScale(own);
    const found = workingFixed(original, new TermForms(), scale);
    const p = original.columns.length;
    expect(found.kept.length).toBe(p);
    const weighted = original.columns.map((column) => column.map((value, i) => value * Math.sqrt(own?.[i] ?? 1)));
    const { change } = found;
    expectSame(change === undefined ? found.columns : combined(found.columns, change.forward), weighted, 1e-12);
    if (change !== undefined) {
      const identity = combined(
        Array.from({ length: p }, (_, k) =>
          Float64Array.from({ length: 60 }, (__, i) => change.forward[k * p + (i % p)]),
        ),
        Float64Array.from({ length: p * p }, (_, k) => Number(k % (p + 1) === 0)),
      );
      // forward·inverse = I, up to the rounding of its largest terms.
      for (let i = 0; i < p; i++)
        for (let j = 0; j < p; j++) {
          const terms = Array.from({ length: p }, (_, k) => change.forward[i * p + k] * change.inverse[k * p + j]);
          const size = Math.max(...terms.map(Math.abs), 1);
          expect(Math.abs(terms.reduce((sum, term) => sum + term, 0) - Number(i === j))).toBeLessThan(1e-13 * size);
        }
      expect(identity.length).toBe(p);
    }
    // No column is nearly a combination of the others.
    found.basis.basis.forEach((direction, j) => {
      const norm = Math.sqrt(sumOfProducts(found.columns[j], found.columns[j]));
      expect(Math.abs(sumOfProducts(direction, found.columns[j]))).toBeGreaterThan(norm / 65);
    });
    // log|det| of the columns of the user along an orthonormal basis is that of the working ones and of the change.
    const logs = (columns: readonly Float64Array[]): number =>
      columns.reduce((sum, column, j) => sum + Math.log(Math.abs(sumOfProducts(found.basis.basis[j], column))), 0);
    expect(logs(found.columns) + found.logDeterminant).toBeCloseTo(logs(weighted), 6);
  });

  test("what needs no other column stays as it is", () => {
    const original = fixedOf("1 + arm + z");
    const { columns, change } = workingFixed(original, new TermForms(), new RowScale(undefined));
    expect(change).toBeUndefined();
    columns.forEach((column, j) => expect(column).toBe(original.columns[j]));
  });

  test("a column that makes an origin immaterial may be left out with it", () => {
    const months = Float64Array.from(table.numeric("yr"), (value) => 12 * value + 5);
    const frame = modelFrame(
      "y ~ 1 + yr + months + yr & months + (1 | g)",
      asTable({ ...Object.fromEntries(table.columnNames.map((name) => [name, table.column(name)])), months }),
    );
    const { kept, fixed, weighted, change } = modelData(frame);
    expect(kept).toEqual([0, 1, 3]);
    expectSame(combined(weighted.fixed, change.fixed!.forward), fixed, 1e-12);
  });

  test("other rows have the same working columns", () => {
    const frame = modelFrame("y ~ 1 + arm * x + yr + yr^2 + (1 + x + arm | g)", table);
    const data = modelData(frame);
    const again = data.inRows(newFrame(frame, table, false));
    expectSame(again.fixed, data.weighted.fixed, 1e-12);
    again.terms.forEach((columns, t) => expectSame(columns, data.weighted.terms[t].columns, 1e-12));
  });
});
