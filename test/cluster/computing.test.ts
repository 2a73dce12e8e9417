import childProcess from "node:child_process";
import { Computing, Lost } from "cluster/computing";
import { studyBytes } from "engine/bootstrap/computing/bytes/studyBytes";
import { blueprint } from "engine/bootstrap/drawing/blueprint";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { fitted } from "../engine/support/fits";
import { until } from "../until";

const LIMIT = 60_000;
/** Replicates that take for ever. */
const ENDLESS = 1e9;

let forks: jest.SpiedFunction<typeof childProcess.fork>;

beforeEach(() => {
  forks = jest.spyOn(childProcess, "fork");
});
afterEach(() => {
  forks.mockRestore();
});

/** The processes that a test has begun and that are still there. */
function children(): (number | undefined)[] {
  const begun = forks.mock.results.map(({ value }) => value as childProcess.ChildProcess);
  return begun.flatMap(({ pid, exitCode, signalCode }) => (exitCode === null && signalCode === null ? [pid] : []));
}

test("a study that cannot be read is told each time, and leaves no process behind", async () => {
  const computing = new Computing(Uint8Array.of(1, 2, 3), "the study x");
  for (const _ of [1, 2])
    await expect(computing.run({ first: 1, count: 1 }, LIMIT)).rejects.toThrow(
      "a study begins with 'mm-study'; 'the study x' is of another kind",
    );
  computing.stop();
  expect(forks).toHaveBeenCalledTimes(2);
  await until("they have ended", () => expect(children()).toEqual([]));
});

test("a shard whose process dies or takes too long is lost, and the next one gets another process", async () => {
  const plan = blueprint(fitted("dyestuff"), {});
  const bytes = studyBytes({ plan, state: new MersenneTwister(1).state(), width: 5 });
  const computing = new Computing(bytes, "the study x");
  const run = (first: number, count = 2, limit = LIMIT): Promise<Uint8Array> => computing.run({ first, count }, limit);
  try {
    const part = await run(1);
    const [child, ...others] = children();
    expect(others).toEqual([]);
    const killed = expect(run(3, ENDLESS)).rejects.toThrow(new Lost("the computing process ended (SIGKILL)"));
    process.kill(child!, "SIGKILL");
    await killed;
    expect(await run(1)).toEqual(part);
    await expect(run(3, ENDLESS, 1000)).rejects.toThrow(new Lost("it took longer than 1 s and was ended"));
    expect(await run(3)).not.toEqual(part);
    expect(await run(1)).toEqual(part);
    expect(children()).not.toContain(child);
  } finally {
    computing.stop();
  }
  await until("it has ended", () => expect(children()).toEqual([]));
});
