import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ByteWriter } from "engine/bootstrap/computing/bytes/byteWriter";
import { text } from "engine/bootstrap/computing/bytes/codec";
import { partBytes, readPart } from "engine/bootstrap/computing/bytes/partBytes";
import { sealed } from "engine/bootstrap/computing/bytes/sealedBytes";
import { joined, type Shard, ShardRunner } from "engine/bootstrap/computing/bytes/shardRunner";
import { readStudy, type Study, studyBytes, studyId } from "engine/bootstrap/computing/bytes/studyBytes";
import { measuredBlueprint } from "engine/bootstrap/computing/measuredBlueprint";
import type { Plan } from "engine/bootstrap/computing/replicator";
import { replicatorOf } from "engine/bootstrap/computing/replicatorOf";
import { type Blueprint, blueprint } from "engine/bootstrap/drawing/blueprint";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { StableRNG } from "engine/random/stableRng";
import type { RandomStream } from "engine/random/stream";
import type { MersenneTwisterState } from "engine/random/streamState";
import { Xoshiro } from "engine/random/xoshiro";
import { dataset } from "engine/table/source/dataset";
import fc from "fast-check";
import { effort, holds } from "../../../../hard/properties/property";
import { fitted } from "../../../support/fits";
import { planCalls, planOf } from "../../../support/plans";

const streams: { readonly [name: string]: () => RandomStream } = {
  MersenneTwister: () => new MersenneTwister(2n ** 70n),
  Xoshiro: () => new Xoshiro(6, { julia: "1.10" }),
  "Xoshiro of calls without a generator": () => new Xoshiro(6, { julia: "1.10", global: true }),
  StableRNG: () => new StableRNG(6),
};
const N = 30;

/** A study of a plan with the stream of this name, which has been drawn from before. */
function studyOf(plan: Plan, stream = "MersenneTwister"): Study {
  const rng = streams[stream]();
  rng.randn();
  rng.randBelow(10);
  const state = rng.state();
  const replicator = replicatorOf(plan, 1);
  replicator.open(state);
  replicator.draw(1);
  const width = replicator.refit(1, 1).columns.length;
  replicator.release();
  return { plan, state, width };
}

/** All replicates of a study by one replicator, and the stream after them. */
function whole({ plan, state }: Study) {
  const replicator = replicatorOf(plan, N);
  replicator.open(state);
  replicator.draw(N);
  const replicates = replicator.refit(1, N);
  const after = replicator.state();
  replicator.release();
  return { replicates, state: after };
}

describe.each(Object.entries(planCalls))("%s", (_, call) => {
  test("its plan is the same as bytes", async () => {
    const study = studyOf(await planOf(call));
    const bytes = studyBytes(study);
    expect(study).toMatchObject(readStudy(bytes, "a study"));
    expect(studyBytes(readStudy(bytes, "a study"))).toEqual(bytes);
  });

  test("shards of any size, computed in any order, have the bits of one run", async () => {
    const study = studyOf(await planOf(call));
    const bytes = studyBytes(study);
    const one = whole(study);
    const runners = [new ShardRunner(bytes, "a study"), new ShardRunner(bytes, "a study")];
    const shards: Shard[] = [1, 2, 9, 1, 17].reduce<Shard[]>((all, count) => {
      const last = all.at(-1);
      return [...all, { first: last === undefined ? 1 : last.first + last.count, count }];
    }, []);
    const order = [3, 0, 4, 2, 1];
    const expected = { study: studyId(bytes), width: study.width, n: N };
    const parts = order.map((i, turn) => readPart(runners[turn % 2].run(shards[i]), expected, "a part"));
    const ascending = [...parts].sort((a, b) => a.replicates.first - b.replicates.first);
    expect(
      joined(
        ascending.map(({ replicates }) => replicates),
        study.width,
      ),
    ).toEqual(one.replicates);
    expect(ascending.at(-1)!.state).toEqual(one.state);
    for (const runner of runners) runner.release();
  });
});

test.each(Object.keys(streams))("the state of a stream is the same as bytes: %s", (name) => {
  const study = studyOf(blueprint(fitted("dyestuff"), {}), name);
  expect(readStudy(studyBytes(study), "a study")).toEqual(study);
});

test("parts that another process has computed have the bits of one run", () => {
  const study = studyOf(blueprint(fitted("kb07_m1"), {}));
  const bytes = studyBytes(study);
  const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-parts-"));
  try {
    const shards = [
      [1, 4],
      [18, 13],
      [5, 13],
    ];
    execFileSync(process.execPath, [path.join(__dirname, "computeShards.cjs"), folder, JSON.stringify(shards)], {
      input: bytes,
    });
    const expected = { study: studyId(bytes), width: study.width, n: N };
    const parts = [1, 5, 18].map((first) => {
      const file = path.join(folder, `${first}.part`);
      return readPart(readFileSync(file), expected, file);
    });
    const one = whole(study);
    expect(
      joined(
        parts.map(({ replicates }) => replicates),
        study.width,
      ),
    ).toEqual(one.replicates);
    expect(parts[2].state).toEqual(one.state);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a plan with measured traces is the same as bytes", () => {
  const study = studyOf(measuredBlueprint(blueprint(fitted("penicillin"), {}), true));
  expect((study.plan as { traces?: object }).traces).toBeDefined();
  expect(readStudy(studyBytes(study), "a study")).toEqual(study);
});

test("a study of a parametric bootstrap holds neither a response nor a label", () => {
  const model = fitted("kb07_m1");
  const { plan, ...rest } = studyOf(blueprint(model, {}));
  const bytes = Buffer.from(studyBytes({ plan, ...rest }));
  const rows = dataset("kb07").toRows() as { subj: string; item: string }[];
  const labels = new Set(rows.flatMap(({ subj, item }) => [subj, item]));
  for (const text of [...labels, "subj", "spkr", "rt_trunc", ...model.coefnames.filter((name) => name.length > 4)])
    expect(bytes.includes(text)).toBe(false);
  const response = new Set(model.response);
  expect(response.size).toBeGreaterThan(1000);
  // Three numbers of words and of rows happen to be responses too.
  const found = new Set<number>();
  for (let at = 0; at + 8 <= bytes.length; at++) {
    const value = bytes.readDoubleLE(at);
    if (value > 100 && response.has(value)) found.add(value);
  }
  expect(found.size).toBeLessThanOrEqual(3);
});

describe("what is not as it was written is refused in a sentence", () => {
  const plain = blueprint(fitted("sleepstudy"), {});
  const study = studyOf(plain);
  const bytes = studyBytes(study);
  const read = (changed: Uint8Array) => () => readStudy(changed, "s.study");

  test("any bit that has changed, any end that is missing", () => {
    holds(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const changed = bytes.slice();
        changed[at] ^= 1 << bit;
        expect(read(changed)).toThrow(/^(a study|this release reads a study)\b.*'s\.study' (is|has)/);
        expect(read(bytes.subarray(0, at))).toThrow(/^(a study|this release reads a study)\b.*'s\.study' (is|has)/);
      }),
      effort(200, 5000),
    );
  });

  test("a study of another release", () => {
    const out = new ByteWriter();
    text(10).write(out, "0.0.9");
    expect(read(sealed({ mark: "mm-study", name: "a study", version: 1 }, out.written()))).toThrow(
      /^a study is computed by the release of mixedmodels that it was begun with; 's\.study' is of 0\.0\.9, this is /,
    );
  });

  const [term] = plain.terms;
  const { system } = plain;
  test.each<[string, Partial<Blueprint>]>([
    ["a level beyond the last", { terms: [{ ...term, refs: new Int32Array(180).fill(18) }] }],
    ["a level below the first", { terms: [{ ...term, refs: new Int32Array(180).fill(-1) }] }],
    ["a column that is too short", { fixed: [new Float64Array(180), new Float64Array(179)] }],
    ["a number that is not finite", { beta: Float64Array.of(1, NaN) }],
    ["a σ of 0", { sigma: 0 }],
    ["a θ of another length", { theta: Float64Array.of(1) }],
    ["a column of X that is not there", { kept: [0, 2] }],
    ["blocks that share a column", { blocks: [[[0, 0]]] }],
    ["a system with another number of columns", { system: { ...system, p: 3 } }],
    ["classes beyond the last", { system: { ...system, terms: [{ ...system.terms[0], classes: 0 }] } }],
    ["rows that do not follow one another", { system: { ...system, leadStart: Int32Array.of(5, 4) } }],
    ["a leading term that is not there", { system: { ...system, lead: 1 } }],
    ["strata of other terms", { strata: { ...plain.strata, terms: [] } }],
    ["rows without end", { n: 2 ** 40 }],
    ["a size that is not whole", { n: 1.5 }],
  ])("%s", (_, changed) => {
    const forged = studyBytes({ ...study, plan: { ...plain, ...changed } });
    expect(read(forged)).toThrow(/^a study holds numbers that fit together; in 's\.study', /);
  });
});

test.each<[string, (state: MersenneTwisterState) => Uint32Array, number]>([
  ["a number of its stream outside [1, 2)", ({ cache }) => cache, 2003],
  ["a word of its generator that is none", ({ generator }) => generator.words, 763],
])("a study with %s is refused", (_, words, at) => {
  const study = studyOf(blueprint(fitted("dyestuff"), {}));
  words(study.state as MersenneTwisterState)[at] = 1e9;
  expect(() => readStudy(studyBytes(study), "s")).toThrow("in 's', the state of a MersenneTwister has another form");
});

test("parts of other studies, shapes and lengths are refused", () => {
  const study = studyOf(blueprint(fitted("dyestuff"), {}));
  const { replicates, state } = whole(study);
  const id = studyId(studyBytes(study));
  const bytes = partBytes({ study: id, replicates, state });
  const expected = { study: id, width: study.width, n: N };
  expect(readPart(bytes, expected, "p")).toEqual({ study: id, replicates, state });
  for (const other of [{ study: "0".repeat(32) }, { width: study.width + 1 }, { n: N - 1 }])
    expect(() => readPart(bytes, { ...expected, ...other }, "p")).toThrow(
      "parts belong to one study; 'p' is of another",
    );
  const broken = partBytes({ study: id, replicates: { ...replicates, count: 7 }, state });
  expect(() => readPart(broken, expected, "p")).toThrow(/^a part of a study holds numbers that fit together; in 'p', /);
});

test("names that no reader would take are refused where they are written, reasons are cut", () => {
  expect(() => text(10).write(new ByteWriter(), "€€€€")).toThrow(
    "a study for a cluster holds texts of 10 bytes at most; '€€€€…' has 12",
  );
  const study = studyOf(blueprint(fitted("dyestuff"), {}));
  const { replicates, state } = whole(study);
  const failures = [{ iter: 1, reason: "€".repeat(20_000) }];
  const id = studyId(studyBytes(study));
  const bytes = partBytes({ study: id, replicates: { ...replicates, failures }, state });
  const [{ reason }] = readPart(bytes, { study: id, width: study.width, n: N }, "p").replicates.failures;
  expect(reason).toBe("€".repeat(3333));
});
