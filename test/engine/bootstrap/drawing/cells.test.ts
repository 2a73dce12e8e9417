import { cellsOf, membersOf, singleCells } from "engine/bootstrap/drawing/cells";

const level = Int32Array.of(1, 0, 1, 0, 1, 2);
const column = Float64Array.of(5, 7, 5, 5, -1, 7);

test("rows with one level and one value make a cell; cells stand level by level", () => {
  const cells = cellsOf(level, 3, [column]);
  expect(cells.count).toBe(5);
  expect([...cells.of]).toEqual([2, 0, 2, 1, 3, 4]);
  expect([...cells.levelStart]).toEqual([0, 2, 4, 5]);
  expect(Array.from(cells.example, (i) => [level[i], column[i]])).toEqual([
    [0, 7],
    [0, 5],
    [1, 5],
    [1, -1],
    [2, 7],
  ]);
});

test("without columns the levels are the cells, also one that has no row", () => {
  const cells = cellsOf(Int32Array.of(2, 0, 2), 3, []);
  expect([cells.count, [...cells.of], [...cells.levelStart]]).toEqual([2, [1, 0, 1], [0, 1, 1, 2]]);
});

test("single cells are the rows, level by level", () => {
  expect([...singleCells(level, 3).of]).toEqual([2, 0, 3, 1, 4, 5]);
});

test("members of a cell ascend", () => {
  const { start, members } = membersOf(cellsOf(level, 3, [column]));
  expect([[...start], [...members]]).toEqual([
    [0, 1, 2, 4, 5, 6],
    [1, 3, 0, 2, 4, 5],
  ]);
});
