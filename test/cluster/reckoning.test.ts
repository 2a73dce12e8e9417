import { spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";

const TABLE = pathToFileURL(path.join(__dirname, "reckoning/table.mjs")).href;

/** What the module of the table's formulas gives. */
function reckoned<T>(expression: string): T {
  const code = `import(${JSON.stringify(TABLE)}).then((table) => console.log(JSON.stringify(${expression})))`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", code], {
    encoding: "utf8",
    cwd: path.join(__dirname, "../.."),
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

test("the time of W workers is the start, a worker's shards, the whole stream, and the way to the machines", () => {
  const study = { n: 10_000, each: 100, skip: 0.2, bytesEach: 200, studyBytes: 125e6 };
  const [one, hundred] = reckoned<number[]>(
    `[1, 100].map((workers) => table.seconds(${JSON.stringify(study)}, { ready: 500 }, workers))`,
  );
  // The start, all the work, passing over all, a second of the network.
  expect(one).toBeCloseTo(0.5 + 1000 + 2 + 1, 10);
  // 400 shards of 25, four of them a worker; four machines.
  expect(hundred).toBeCloseTo(0.5 + 10 + 2 + 4, 10);
});

test("the tables have a row for each study and cost, and no number that is none", () => {
  const model = { each: 1, skip: 0.005, bytesEach: 200, studyBytes: 1e5 };
  const models = JSON.stringify({
    sleepstudy: model,
    m1: model,
    m0: model,
    power: { ...model, skip: 0 },
    normal: 2e-6,
  });
  const costs = JSON.stringify({ ready: 500, shard: 1, notebookShard: 1, serverShort: 0.1, serverLong: 0.2 });
  const [workers, own] = reckoned<string[]>(
    `[table.workersTable(${models}, ${costs}), table.costsTable(${models}, ${costs})]`,
  );
  expect(workers.split("\n").map((row) => row.split(" | ").length)).toEqual(Array(8).fill(9));
  expect(own.split("\n")).toHaveLength(8);
  expect(workers + own).not.toMatch(/NaN|undefined|Infinity/);
});
