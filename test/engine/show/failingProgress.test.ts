import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { operations } from "engine/platform/operations";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { Progress } from "engine/show/progress";
import { bits } from "../support/bits";
import { FakeHost } from "../support/fakeHost";
import { fitted } from "../support/fits";

const clock = performance.now;
let host: FakeHost;
let warned: jest.SpyInstance;
beforeEach(() => {
  host = FakeHost.install();
  warned = jest.spyOn(process, "emitWarning").mockImplementation();
});
afterEach(() => {
  performance.now = clock;
  host.remove();
  jest.restoreAllMocks();
});
const told = (): string[] => warned.mock.calls.map(([text]) => String(text));
const fail = (): never => {
  throw new Error("the front end has gone");
};

test.each<[string, (host: FakeHost) => void]>([
  ["shown", (own) => void (own.display = fail)],
  ["offered", (own) => void (own.offer = fail)],
  ["withdrawn", (own) => void (own.withdraw = fail)],
  ["shown, offered and withdrawn", (own) => Object.assign(own, { display: fail, offer: fail, withdraw: fail })],
])("a bootstrap whose bar cannot be %s has its sample, and says so once", async (_, spoil) => {
  const model = fitted("dyestuff");
  const right = await parametricbootstrap(new MersenneTwister(5), 3000, model, { progress: false });
  spoil(host);
  const sample = await parametricbootstrap(new MersenneTwister(5), 3000, model);
  expect(bits(sample).equals(bits(right))).toBe(true);
  expect(told()[0]).toBe("the progress of a computation, which goes on, cannot be shown: the front end has gone");
  expect(told().length).toBeLessThanOrEqual(2);
});

test("a bar is tried with pauses, and shown again when that works, which is said", () => {
  let now = 0;
  performance.now = () => now;
  const bar = new Progress("label", 100, true, {});
  const shown = jest.spyOn(host, "display").mockImplementation(fail);
  const runFor = (ms: number): void => {
    for (const end = now + ms; now < end; now += 100) bar.update({ done: now / 1e4 });
  };
  runFor(60_000);
  expect(shown.mock.calls.length).toBeLessThan(7);
  shown.mockRestore();
  runFor(13000);
  expect(host.displayed.length).toBeGreaterThan(10);
  expect(told()).toEqual([
    "the progress of a computation, which goes on, cannot be shown: the front end has gone",
    "the progress of a computation is shown again",
  ]);
});

test("densities that cannot be drawn cost the densities alone", () => {
  let now = 0;
  performance.now = () => now;
  const densities = jest.fn(fail);
  const bar = new Progress("label", 100, true, { densities });
  for (; now < 60_000; now += 100) bar.update({ done: now / 1e4 });
  bar.end("done", { done: 100 });
  expect(densities.mock.calls.length).toBeLessThan(7);
  expect(host.displayed.length).toBeGreaterThan(200);
  expect(told()).toEqual(["the densities below a progress bar cannot be drawn: the front end has gone"]);
});

test("a terminal that has gone costs the bar alone", () => {
  host.remove();
  const { isTTY } = process.stderr;
  process.stderr.isTTY = true;
  const write = jest.spyOn(operations, "write").mockImplementation(fail);
  try {
    const bar = new Progress("label", 100, true, {});
    bar.update({ done: 1 }, true);
    bar.end("done", { done: 100 });
  } finally {
    process.stderr.isTTY = isTTY;
  }
  expect(write).toHaveBeenCalled();
  expect(told()).toHaveLength(1);
});
