import { openStudy } from "mixedmodels/cluster";
import { bootstrapStudy, powerStudy } from "./studies.mjs";

/** Replicates that are computed, and passed over, to tell what one costs. */
const COMPUTED = { sleepstudy: 20_000, m1: 5000, m0: 500 };
const PASSED_OVER = 20_000;
const EXPERIMENTS = 60;
/** Normals that a replicate of m0 draws: 1,789 rows, 56 subjects and 32 items with four effects each. */
const NORMALS = 1789 + 4 * (56 + 32);

/** Milliseconds of CPU that this process takes for something. */
async function cpu(action) {
  const before = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

async function medianOf(times, measure) {
  const values = [];
  for (let i = 0; i < times; i++) values.push(await measure());
  return median(values);
}

/** Milliseconds of CPU of a replicate of each model, of passing over one, and of a normal that is passed over. */
export async function replicateCosts() {
  const costs = {};
  for (const [name, count] of Object.entries(COMPUTED)) {
    const { bytes, bytesEach } = await bootstrapStudy(name, 1_000_000);
    const runner = await openStudy(bytes, name);
    runner.run({ first: 1, count: Math.ceil(count / 10) });
    const each = (await medianOf(3, () => cpu(() => runner.run({ first: 1, count })))) / count;
    const over = await medianOf(3, () => cpu(() => runner.run({ first: 1 + PASSED_OVER, count: 1 })));
    costs[name] = { each, skip: over / PASSED_OVER, bytesEach, studyBytes: bytes.length };
  }
  const { bytes, bytesEach } = await powerStudy(10_000);
  const runner = await openStudy(bytes, "power");
  runner.run({ first: 1, count: 10 });
  const each = (await medianOf(3, () => cpu(() => runner.run({ first: 11, count: EXPERIMENTS })))) / EXPERIMENTS;
  costs.power = { each, skip: 0, bytesEach, studyBytes: bytes.length };
  return { ...costs, normal: costs.m0.skip / NORMALS };
}
