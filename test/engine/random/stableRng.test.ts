import { StableRNG } from "engine/random/stableRng";

/** What StableRNGs.jl 1.0 draws, from its own tests. */
const uniforms: [number | bigint, number[]][] = [
  [
    0,
    [
      0.1950648807374728566, 0.0257793115230373626, 0.9055427466847816298, 0.7734523504688743944, 0.8843643358740858051,
      0.0788797171244850492,
    ],
  ],
  [
    1,
    [
      0.5851946422124185698, 0.0773379345691123099, 0.7166282400543453334, 0.3203570514066231833, 0.6530930076222578595,
      0.2366391513734555918,
    ],
  ],
  [2 ** 32, [0.9262377264309376024, 0.8354629112182574424, 0.1878431925440584571]],
  [2n ** 63n - 1n, [0.7932778610948740816, 0.3734837512097641809, 0.4003635844200839066]],
];
const normals: [number | bigint, number[]][] = [
  [
    0,
    [
      -0.381111861786743722, -0.020452508120591215, 0.610788422210481796, -1.385748932245142839, -1.611731486297559135,
      -0.110517958623616241,
    ],
  ],
  [
    1,
    [
      -0.532520074864123116, 0.098465514284785005, 0.75288652212452345, -0.843537403874254577, -2.013829355631106655,
      -0.269807641197127135,
    ],
  ],
  [
    2 ** 32,
    [
      2.804497592250339011, 1.277061645230312958, 0.121477387690437907, 0.187076393406817809, 0.62767013130036764,
      -1.703321215824013413,
    ],
  ],
  [2n ** 63n - 1n, [-1.52944950052183426, -0.425833043072113893, 0.751955071680120102]],
];

test.each(uniforms)("uniforms of seed %p", (seed, values) => {
  const rng = new StableRNG(seed);
  expect(values.map(() => rng.rand())).toEqual(values);
  const filled = new Float64Array(values.length);
  new StableRNG(seed).randFill(filled);
  expect([...filled]).toEqual(values);
});

test.each(normals)("normals of seed %p", (seed, values) => {
  const rng = new StableRNG(seed);
  expect(values.map(() => rng.randn())).toEqual(values);
  const filled = new Float64Array(values.length);
  new StableRNG(seed).randnFill(filled);
  expect([...filled]).toEqual(values);
});

test("wrong seeds are refused, a fresh one can be read", () => {
  expect(() => new StableRNG(-1)).toThrow("the seed of a StableRNG lies between 0 and 2^64 − 1; got -1");
  expect(() => new StableRNG(2n ** 64n)).toThrow("got 18446744073709551616");
  expect(() => new StableRNG(0.5)).toThrow("a seed is an integer, a bigint beyond 2^53; got 0.5");
  const rng = new StableRNG();
  expect(new StableRNG(rng.seed).rand()).toBe(rng.rand());
});
