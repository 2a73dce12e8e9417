import { zigguratTables } from "engine/random/zigguratTables";

const { threshold, width, density } = zigguratTables();

test("the tables are Julia's, to the last bit", () => {
  const thresholds = [
    [0, 0x0007799ec012f7b2],
    [1, 0],
    [2, 0x0006045f4c7de363],
    [3, 0x0006d1aa7d5ec0a5],
    [9, 0x0007a7a34ab092ad],
    [23, 0x0007dd7674d0f286],
    [60, 0x0007f14c42ed0dc8],
    [103, 0x0007f5f7d8b7171e],
    [200, 0x0007f62bfa8798fe],
    [244, 0x0007e8d0d3da63d6],
    [253, 0x0007c4fd24520efd],
    [254, 0x0007b362fbf81816],
    [255, 0x00078d2d25998e24],
  ];
  for (const [layer, value] of thresholds) expect(threshold[layer]).toBe(value);
  expect([...width.subarray(0, 4)]).toEqual([
    1.736725412160263e-15, 9.5586603514556339e-17, 1.2708704834810623e-16, 1.4909740962495474e-16,
  ]);
  expect([...width.subarray(253)]).toEqual([1.4744848603597596e-15, 1.5317872741611144e-15, 1.6227698675312968e-15]);
  expect([...density.subarray(0, 3)]).toEqual([1, 0.97710170126767082, 0.959879091800106]);
  expect([...density.subarray(253)]).toEqual([4.0379725933630305e-3, 2.6090727461021627e-3, 1.2602859304985975e-3]);
});

test("all layers have the same area", () => {
  const edge = (layer: number): number => width[layer] * 2 ** 51;
  for (let layer = 2; layer < 256; layer++) {
    const area = edge(layer) * (density[layer - 1] - density[layer]);
    expect(area).toBeCloseTo(0.00492867323397465524494, 14);
  }
});
