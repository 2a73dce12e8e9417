import { shardsOf } from "mixedmodels/cluster";

/** Bytes a second of a network of 1 Gbit/s, and machines with so many workers each. */
const NETWORK = 125e6;
const WORKERS_A_MACHINE = 32;

/**
 * The seconds that W workers take: a worker's start, the study's way to the machines, the shards that one worker
 * computes, and what it passes over, at most all draws of the study.
 */
export function seconds({ n, each, skip, bytesEach, studyBytes }, { ready }, workers) {
  const shards = shardsOf(n, each, bytesEach, workers);
  const computed = Math.min(n, Math.ceil(shards.length / workers) * shards[0].count);
  const machines = Math.ceil(workers / WORKERS_A_MACHINE);
  return (ready + computed * each + n * skip) / 1000 + (machines * studyBytes) / NETWORK;
}

/** The studies of the table: measured ones, and others whose replicates take what is supposed. */
export function studiesOf({ sleepstudy, m1, m0, power, normal }) {
  const million = 1_000_000;
  const supposed = (each, normals, studyBytes) => ({ each, skip: normals * normal, bytesEach: 204, studyBytes });
  return [
    { name: "sleepstudy, 10⁶", n: million, ...sleepstudy },
    { name: "kb07 m1, 10⁶", n: million, ...m1 },
    { name: "kb07 m0, 10⁶", n: million, ...m0 },
    { name: "75,000 rows, 2,200 levels, 10,000 of 0.1 s", n: 10_000, ...supposed(100, 77_200, 4e6) },
    { name: "2.7 million rows, 45,000 levels, 10,000 of 1 s", n: 10_000, ...supposed(1000, 2_745_000, 144e6) },
    { name: "power, 48 designs × 10,000", n: 480_000, ...power },
  ];
}

const shown = (value) => {
  if (value >= 100) return `${Number(value.toPrecision(3)).toLocaleString("en")} s`;
  return value >= 1 ? `${value.toPrecision(2)} s` : `${value.toFixed(value < 0.095 ? 2 : 1)} s`;
};
const milliseconds = (value) =>
  value < 0.1 ? `${(1000 * value).toPrecision(2)} µs` : `${Number(value.toPrecision(2)).toLocaleString("en")} ms`;

/** What takes most of the time of W workers. */
function limitOf(study, costs, workers) {
  const { n, each, skip, studyBytes } = study;
  const shards = shardsOf(n, each, study.bytesEach, workers);
  const shares = [
    ["the start of workers", costs.ready / 1000],
    ["the work", (Math.min(n, Math.ceil(shards.length / workers) * shards[0].count) * each) / 1000],
    ["the stream", (n * skip) / 1000],
    ["the study's way to the machines", (Math.ceil(workers / WORKERS_A_MACHINE) * studyBytes) / NETWORK],
  ];
  return shares.reduce((most, own) => (own[1] > most[1] ? own : most))[0];
}

/** The table of 100 and 10,000 workers, in Markdown. */
export function workersTable(replicates, costs) {
  const head = "study | a replicate | one core | passing over all | 100 workers | 10,000 workers | shards | server";
  const columns = [...head.split(" | "), "what limits 100, 10,000"];
  const rows = studiesOf(replicates).map((study) => {
    const { name, n, each, skip } = study;
    const shards = shardsOf(n, each, study.bytesEach, 10_000).length;
    return [
      name,
      milliseconds(each),
      shown((n * each) / 1000),
      skip === 0 ? "–" : shown((n * skip) / 1000),
      shown(seconds(study, costs, 100)),
      shown(seconds(study, costs, 10_000)),
      shards.toLocaleString("en"),
      shown((shards * costs.serverLong) / 1000),
      `${limitOf(study, costs, 100)}; ${limitOf(study, costs, 10_000)}`,
    ];
  });
  return [columns, columns.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** What the table is made of, in Markdown. */
export function costsTable({ sleepstudy, m1, m0, normal }, costs) {
  const rows = [
    ["a worker that has computed its first replicate, both processes", milliseconds(costs.ready)],
    ["a shard beyond its work, both processes of the worker", milliseconds(costs.shard)],
    ["a shard, the notebook", milliseconds(costs.notebookShard)],
    [
      "a shard, the queue's server: short ones, of half a minute",
      `${milliseconds(costs.serverShort)}, ${milliseconds(costs.serverLong)}`,
    ],
    [
      "passing over a replicate: sleepstudy, m1, m0",
      [sleepstudy, m1, m0].map(({ skip }) => milliseconds(skip)).join(", "),
    ],
    ["passing over a normal (MersenneTwister)", `${(1e6 * normal).toPrecision(2)} ns`],
  ];
  return [["CPU", ""], ["---", "---"], ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
