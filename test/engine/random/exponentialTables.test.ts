import { exponentialTables } from "engine/random/exponentialTables";
import { StableRNG } from "engine/random/stableRng";

const { threshold, width, density } = exponentialTables();

test("the tables are Julia's, to the last bit", () => {
  const thresholds = [
    [0, 0x000e290a13924be3],
    [1, 0],
    [2, 0x0009beadebce18bf],
    [3, 0x000c377ac71f9e08],
    [254, 0x000eeefb15d605d8],
    [255, 0x000e6da6ecf27460],
  ];
  for (const [layer, value] of thresholds) expect(threshold[layer]).toBe(value);
  expect([...width.subarray(0, 4)]).toEqual([
    1.9311480126418366e-15, 1.4178028487910829e-17, 2.3278824993382448e-17, 3.048783024706432e-17,
  ]);
  expect([...width.subarray(253)]).toEqual([1.4384889932178723e-15, 1.5412190700064194e-15, 1.7091034077168055e-15]);
  expect([...density.subarray(0, 3)]).toEqual([1, 0.9381436808621747, 0.90046992992574648]);
  expect([...density.subarray(253)]).toEqual([1.5362997803015724e-3, 9.6726928232717454e-4, 4.5413435384149677e-4]);
});

test("all layers have the same area", () => {
  const edge = (layer: number): number => width[layer] * 2 ** 52;
  for (let layer = 2; layer < 256; layer++)
    expect(edge(layer) * (density[layer - 1] - density[layer])).toBeCloseTo(0.00394965982258155721998, 14);
  expect(width[0] * 2 ** 52 * density[255]).toBeCloseTo(0.00394965982258155721998, 14);
});

test("exponential numbers are those of StableRNGs.jl's own tests, also in the tail", () => {
  const rng = new StableRNG(1337);
  const drawn = Array.from({ length: 10_000 }, () => rng.randexp());
  expect(drawn.slice(1544, 1551)).toEqual([
    1.7805339657229489, 4.29332694381576, 0.20777989530218552, 8.196071589366719, 7.551925528256079, 1.3540162045313204,
    0.5239664874260928,
  ]);
  expect(Math.max(...drawn)).toBeGreaterThan(7.6971174701310497);
  const zero = new StableRNG(0);
  expect(Array.from({ length: 6 }, () => zero.randexp())).toEqual([
    0.290443376756253313, 0.023107801871801649, 0.602445039808046201, 0.809080223295992051, 1.000988927033177101,
    0.264416567316517359,
  ]);
});
