import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { inspect } from "node:util";
import { OptionError } from "engine/errors";
import { jupyterDisplay } from "engine/show/shown";
import { asTable } from "engine/table/asTable";
import { matrixOf } from "engine/table/matrixOf";
import type { NamedMatrix } from "engine/table/namedMatrix";
import { type AbstractMatrix, inverse, Matrix, SVD } from "ml-matrix";

const make = (): NamedMatrix =>
  matrixOf(2, 3, [1, 2, 3, 4, 5, NaN], { rows: ["a", "b"], columns: ["x", "y", "z"], header: "row", caption: "Title" });

test("is a matrix of ml-matrix, for its functions too", () => {
  const square = matrixOf(2, 2, [2, 1, 1, 3], { columns: ["x", "y"] });
  expect(square).toBeInstanceOf(Matrix);
  expect(inverse(square).to2DArray()).toEqual(
    inverse(
      new Matrix([
        [2, 1],
        [1, 3],
      ]),
    ).to2DArray(),
  );
  expect(new SVD(square).rank).toBe(2);
  expect(Matrix.mul(square, 2).to1DArray()).toEqual([4, 2, 2, 6]);
  expect(new Matrix([[1, 1]]).mmul(square).to1DArray()).toEqual([3, 4]);
});

test("has what a table has: columns by name, the names of the rows first", () => {
  const matrix = make();
  expect([matrix.numRows, matrix.columnNames]).toEqual([2, ["row", "x", "y", "z"]]);
  expect(matrix.column("row")).toEqual(["a", "b"]);
  expect(matrix.numeric("z")).toEqual(Float64Array.of(3, NaN));
  expect(() => matrix.column("zz")).toThrow("unknown column 'zz'");
  const table = asTable(matrix);
  expect(table.toRows()).toEqual([
    { row: "a", x: 1, y: 2, z: 3 },
    { row: "b", x: 4, y: 5, z: NaN },
  ]);
  expect(matrixOf(1, 2, [1, 2], {}).columnNames).toEqual(["1", "2"]);
  expect(matrixOf(1, 1, [1], { columns: ["e\u0301"] }).numeric("é")).toEqual(Float64Array.of(1));
});

test("products and the transpose carry the names", () => {
  const product = make().mmul(new Matrix([[1], [1], [0]]));
  expect([product.rownames, product.colnames, product.to1DArray()]).toEqual([["a", "b"], undefined, [3, NaN]]);
  const turned = make().transpose();
  expect([turned.rownames, turned.colnames]).toEqual([
    ["x", "y", "z"],
    ["a", "b"],
  ]);
  expect(turned.mmul(make()).colnames).toEqual(["x", "y", "z"]);
  expect(make().mmul([1, 0, 0]).to1DArray()).toEqual([1, NaN]);
  expect(
    make()
      .mmul(Float64Array.of(0, 1, 1))
      .to1DArray(),
  ).toEqual([5, NaN]);
  expect(
    make()
      .mmul([
        [1, 0],
        [0, 1],
        [0, 0],
      ])
      .to2DArray()[0],
  ).toEqual([1, 2]);
});

test.each<[string, ArrayLike<number> | AbstractMatrix, number]>([
  ["numbers", [1, 2], 2],
  ["a matrix", new Matrix(2, 2), 2],
  ["nothing", [], 0],
])("is not multiplied by %s of another length", (_, other, rows) => {
  expect(() => make().mmul(other)).toThrow(OptionError);
  expect(() => make().mmul(other)).toThrow(
    `a matrix of 3 columns is multiplied by one of as many rows; got one of ${rows}`,
  );
});

test.each<[string, (matrix: NamedMatrix) => unknown]>([
  ["addRow", (matrix) => matrix.addRow([1, 2, 3])],
  ["addColumn", (matrix) => matrix.addColumn(0, [1, 2])],
  ["removeRow", (matrix) => matrix.removeRow(0)],
  ["removeColumn", (matrix) => matrix.removeColumn(0)],
  ["swapRows", (matrix) => matrix.swapRows(0, 1)],
  ["swapColumns", (matrix) => matrix.swapColumns(0, 1)],
  ["flipRows", (matrix) => matrix.flipRows()],
  ["flipColumns", (matrix) => matrix.flipColumns()],
  ["sortRows", (matrix) => matrix.sortRows()],
  ["sortColumns", (matrix) => matrix.sortColumns()],
])("after %s no name stands beside other numbers", (_, move) => {
  const matrix = make();
  expect(move(matrix)).toBe(matrix);
  expect([matrix.rownames, matrix.colnames]).toEqual([undefined, undefined]);
  expect(String(matrix)).toMatch(/^Matrix of /);
});

test.each<[string, (matrix: NamedMatrix) => unknown]>([
  ["set", (matrix) => matrix.set(0, 0, 9)],
  ["mul", (matrix) => matrix.mul(2)],
  ["add", (matrix) => matrix.add(Matrix.ones(2, 3))],
  ["sqrt", (matrix) => matrix.sqrt()],
  ["apply", (matrix) => matrix.apply((i, j) => void matrix.set(i, j, 1))],
  ["setColumn", (matrix) => matrix.setColumn(1, [7, 8])],
  ["mulRow", (matrix) => matrix.mulRow(0, 3)],
  ["scaleRows", (matrix) => matrix.set(1, 2, 0).scaleRows()],
  ["fill", (matrix) => matrix.fill(1)],
  ["center", (matrix) => matrix.center("column")],
])("after %s the numbers are no longer what the caption says, but the names stand", (_, change) => {
  const matrix = make();
  change(matrix);
  expect([matrix.rownames, matrix.colnames]).toEqual([
    ["a", "b"],
    ["x", "y", "z"],
  ]);
  expect(String(matrix)).toMatch(/^Matrix of 2 × 3\n/);
});

test("a copy is another matrix with the same names", () => {
  const [matrix, copy] = [make(), make().clone()];
  copy.set(0, 0, 9);
  expect([matrix.get(0, 0), copy.get(0, 0), copy.colnames]).toEqual([1, 9, ["x", "y", "z"]]);
  expect(String(make().clone())).toBe(String(matrix));
});

test("is shown as a table that cannot be sorted, a large one by its beginning", async () => {
  expect(inspect(make())).toBe("Title\nrow  x  y    z\n--------------\na    1  2    3\nb    4  5  NaN");
  expect(make().view()).toMatchObject({ caption: "Title", ordered: true, rowHeader: true, total: 2 });
  const large = matrixOf(500, 300, (set) => set(499, 299, 1), {});
  expect(String(large)).toMatch(/^Matrix of 500 × 300\n[^]*⋮ +⋱$/);
  const view = large.view();
  expect([view.ordered, view.total, view.columns.length, view.notes]).toEqual([
    true,
    500,
    200,
    ["100 more columns are not shown"],
  ]);
  expect(view.columns.every(({ cells, summary }) => cells.length <= 200 && summary === undefined)).toBe(true);
  expect(view.source).toBeUndefined();
  const bundle = await large[jupyterDisplay]();
  for (const mime of ["text/plain", "text/html", "text/markdown", "text/latex"])
    expect((bundle[mime] as string).length).toBeLessThan(60_000);
});

test("a table becomes a matrix by one call", () => {
  const table = asTable({ x: [1, 2, 3], y: [0.5, null, 2] });
  expect(table.toMatrix().to2DArray()).toEqual([
    [1, 0.5],
    [2, NaN],
    [3, 2],
  ]);
  expect(table.toMatrix().colnames).toEqual(["x", "y"]);
  expect(() => asTable({ g: ["a"], x: [1] }).toMatrix()).toThrow("column 'g' must hold numbers");
});

test("ml-matrix is not loaded before a matrix is made", () => {
  const script = `
    require(${JSON.stringify(join(__dirname, "../../../engine/dist/index.js"))});
    const loaded = Object.keys(require.cache).filter((file) => /node_modules.(ml-matrix|papaparse)/.test(file));
    process.stdout.write(String(loaded));`;
  expect(spawnSync(process.execPath, ["-e", script], { encoding: "utf8" })).toMatchObject({ status: 0, stdout: "" });
});
