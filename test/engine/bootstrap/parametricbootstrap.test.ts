import { type BootstrapOptions, parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { StableRNG } from "engine/random/stableRng";
import { Xoshiro } from "engine/random/xoshiro";
import { bits } from "../support/bits";
import { fitted } from "../support/fits";

describe("the number of workers", () => {
  test.each(["kb07_m1", "sleepstudy"] as const)("changes neither a bit of %s nor the stream", async (name) => {
    const runs = [];
    for (const workers of [1, 2, 7]) {
      const rng = new MersenneTwister(7);
      runs.push({ sample: await parametricbootstrap(rng, 1500, fitted(name), { workers, progress: false }), rng });
    }
    const [one, two, seven] = runs.map(({ sample }) => bits(sample));
    expect(two.equals(one)).toBe(true);
    expect(seven.equals(one)).toBe(true);
    const [state, ...others] = runs.map(({ rng }) => rng.state());
    expect(others).toEqual([state, state]);
  });

  test.each([
    ["Xoshiro", () => new Xoshiro(1)],
    ["StableRNG", () => new StableRNG(1)],
  ] as const)("nor with a %s", async (_, make) => {
    const samples = await Promise.all(
      [1, 3].map((workers) => parametricbootstrap(make(), 3000, fitted("penicillin"), { workers, progress: false })),
    );
    expect(bits(samples[0]).equals(bits(samples[1]))).toBe(true);
  });
});

test("a sample in two halves of one stream is the whole sample", async () => {
  const rng = new MersenneTwister(11);
  const model = fitted("dyestuff");
  const halves = [
    await parametricbootstrap(rng, 400, model, { progress: false }),
    await parametricbootstrap(rng, 600, model, { progress: false }),
  ];
  const whole = await parametricbootstrap(new MersenneTwister(11), 1000, model, { progress: false });
  expect([...halves[0].objective, ...halves[1].objective]).toEqual([...whole.objective]);
});

describe("an AbortSignal", () => {
  test("ends with the leading replicates", async () => {
    const controller = new AbortController();
    const running = parametricbootstrap(new MersenneTwister(3), 200_000, fitted("kb07_m1"), {
      workers: 2,
      progress: false,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 400);
    const stopped = await running;
    expect(stopped.length).toBeGreaterThan(0);
    expect(stopped.length).toBeLessThan(200_000);
    const count = Math.min(stopped.length, 200);
    const reference = await parametricbootstrap(new MersenneTwister(3), count, fitted("kb07_m1"), { progress: false });
    expect(bits(stopped, count).equals(bits(reference))).toBe(true);
  });

  test("that has fired already leaves an empty sample, whose spread is not known", async () => {
    const stopped = await parametricbootstrap(new MersenneTwister(3), 100, fitted("dyestuff"), {
      progress: false,
      signal: AbortSignal.abort(),
    });
    expect([stopped.length, stopped.requested]).toEqual([0, 100]);
    for (const { cells } of stopped.report().rows) expect(cells.slice(2)).toEqual(["NaN", "NaN", "NaN", "NaN"]);
    expect(stopped.toString()).toContain("replicates");
  });
});

test("without a stream a fresh seed is drawn, reported, and repeats the sample", async () => {
  const sample = await parametricbootstrap(50, fitted("dyestuff"), { progress: false });
  const seed = /seed (\d+)/.exec(sample.toString())![1];
  const again = await parametricbootstrap(new MersenneTwister(BigInt(seed)), 50, fitted("dyestuff"), {
    progress: false,
  });
  expect(bits(again).equals(bits(sample))).toBe(true);
});

test("other parameters to simulate from", async () => {
  const sample = await parametricbootstrap(new MersenneTwister(5), 500, fitted("dyestuff"), {
    β: [10],
    σ: 2,
    θ: [0],
    progress: false,
  });
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(sample.tbl.numeric("β1"))).toBeCloseTo(10, 1);
  expect(Math.abs(mean(sample.tbl.numeric("σ")) - 2)).toBeLessThan(0.1);
  expect(sample.issingular().filter(Boolean).length).toBeGreaterThan(200);
});

test("a long form names its coefficients, groups and pairs", async () => {
  const sample = await parametricbootstrap(new MersenneTwister(5), 4, fitted("sleepstudy"), { progress: false });
  expect(sample.β.toRows()[3]).toEqual({ iter: 2, coefname: "days", β: sample.tbl.numeric("β2")[1] });
  expect(sample.σs.toRows()[3]).toEqual({ iter: 2, group: "subj", column: "days", σ: sample.tbl.numeric("σ2")[1] });
  expect(sample.ρs.toRows()[1]).toEqual({
    iter: 2,
    group: "subj",
    first: "days",
    second: "(Intercept)",
    ρ: sample.tbl.numeric("ρ1")[1],
  });
});

const bad: [string, number, BootstrapOptions][] = [
  ["the number of replicates must be a positive whole number; got 0", 0, {}],
  ["the number of replicates must be a positive whole number; got 1.5", 1.5, {}],
  ["workers must be a positive whole number; got 0", 5, { workers: 0 }],
  ["unknown option of parametricbootstrap 'worker' (did you mean 'workers'?)", 5, { worker: 2 } as BootstrapOptions],
  ["β must have 1 elements; got 2", 5, { β: [1, 2] }],
  ["θ must hold finite numbers; got NaN", 5, { θ: [NaN] }],
  ["σ must be a positive number; got -1", 5, { σ: -1 }],
];

test.each(bad)("refused: %s", async (message, n, options) => {
  await expect(parametricbootstrap(new MersenneTwister(1), n, fitted("dyestuff"), options)).rejects.toThrow(message);
});

test("arguments of another kind are named", async () => {
  await expect(parametricbootstrap(new MersenneTwister(1), 5, {} as never)).rejects.toThrow(
    "needs a model made by fit",
  );
  await expect(parametricbootstrap({} as never, 5, fitted("dyestuff"))).rejects.toThrow(
    "a random stream such as new MersenneTwister(42)",
  );
});
