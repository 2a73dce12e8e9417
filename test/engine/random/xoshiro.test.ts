import { Xoshiro } from "engine/random/xoshiro";

const normals = (seed: number, n: number): number[] => {
  const out = new Float64Array(n);
  new Xoshiro(seed).randnFill(out);
  return [...out];
};

describe("Xoshiro draws Julia's numbers", () => {
  test("scalar uniforms", () => {
    const rng = new Xoshiro(1234);
    expect([rng.rand(), rng.rand()]).toEqual([0.32597672886359486, 0.5490511363155669]);
  });

  test("normals of a short vector are scalar draws", () => {
    expect(normals(123, 5)).toEqual([
      -0.6457306721039767, -1.4632513788889214, -1.6236037455860806, -0.21766510678354617, 0.4922456865251828,
    ]);
  });

  test("8 normals come from 8 forked lanes", () => {
    expect(normals(42, 8)).toEqual([
      -0.36335748145177754, 0.2517372155742292, -0.31498797116895605, -0.31125240132442067, 0.8163067649323273,
      0.47673837983187795, -0.8595553820616212, -1.4692882055065464,
    ]);
  });

  test("both ends of 1000 normals", () => {
    const x = normals(1234, 1000);
    expect(x.slice(0, 10)).toEqual([
      0.9706563288552144, -0.9792184115351997, 0.9018608835940937, -0.03280312924463938, -0.6007922233555612,
      -1.445177115286233, 2.7074239417157804, 1.5244478634355956, 0.759804020007466, -0.8814369061964817,
    ]);
    expect(x.slice(-9)).toEqual([
      0.7364167064633866, 0.1919443562483462, 0.764671095596252, 0.4605476610190263, -1.4553495505882335,
      -0.731679798166314, -0.4632854431188943, 0.5112192754137074, -1.2911234902314417,
    ]);
  });
});

test("a vector's last elements beyond a multiple of 8 come from the parent", () => {
  const vector = new Xoshiro(3);
  const out = new Float64Array(10);
  vector.randFill(out);
  const parent = new Xoshiro(3);
  for (let drawn = 0; drawn < 32; drawn++) parent.rand();
  expect([out[8], out[9], vector.rand()]).toEqual([parent.rand(), parent.rand(), parent.rand()]);
});

test("7 uniforms are scalar draws", () => {
  const out = new Float64Array(7);
  new Xoshiro(3).randFill(out);
  const scalar = new Xoshiro(3);
  expect([...out]).toEqual(Array.from({ length: 7 }, () => scalar.rand()));
});

test("a fresh seed repeats the stream", () => {
  const fresh = new Xoshiro();
  expect(new Xoshiro(fresh.seed).rand()).toBe(fresh.rand());
});

test("options are checked", () => {
  expect(() => new Xoshiro(1, { julia: "1.12" as "1.11" })).toThrow('not "1.12"');
});
