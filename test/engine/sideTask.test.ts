import { SideTask } from "engine/sideTask";

const clock = performance.now;
let now: number;
let warned: jest.SpyInstance;
beforeEach(() => {
  now = 0;
  performance.now = () => now;
  warned = jest.spyOn(process, "emitWarning").mockImplementation();
});
afterEach(() => {
  performance.now = clock;
  jest.restoreAllMocks();
});

const task = (share?: number): SideTask =>
  new SideTask({
    kind: "KindWarning",
    interval: 1000,
    ...(share === undefined ? {} : { share }),
    failed: ({ message }, last) => `${message}${last ? ", for ever" : ""}`,
    worksAgain: "works",
  });
const fail = (): never => {
  throw new Error("fails");
};
/** Does a task every ms until `end` as often as it is due; how often that was. */
function run(side: SideTask, end: number, action: () => void): number {
  let times = 0;
  for (; now < end; now++)
    if (side.isDue) {
      side.attempt(action);
      times++;
    }
  return times;
}

test("what works is done once an interval, or as rarely as its share of the time asks", () => {
  expect(run(task(), 10_000, () => {})).toBe(10);
  now = 0;
  // 200 ms of every 4 s.
  expect(run(task(0.05), 100_000, () => void (now += 200))).toBeLessThanOrEqual(25);
  expect(warned).not.toHaveBeenCalled();
});

test("what fails is tried after pauses that grow, and said once", () => {
  const side = task();
  // After 0, 2, 6, 14, … s.
  expect(run(side, 100_000, fail)).toBe(6);
  expect(warned.mock.calls).toEqual([["fails", "KindWarning"]]);
  expect(run(side, 3_700_000, fail)).toBeLessThan(20);
  expect(warned).toHaveBeenCalledTimes(1);
});

test("what takes long before it fails costs a twentieth of the time", () => {
  let spent = 0;
  run(task(), 400_000, () => {
    now += 5000;
    spent += 5000;
    fail();
  });
  expect(spent).toBeLessThanOrEqual(25_000);
});

test("that it works again is said once, and failures after that are told again", () => {
  const side = task();
  run(side, 10_000, fail);
  run(side, 50_000, () => {});
  run(side, 90_000, fail);
  expect(warned.mock.calls.map(([text]) => text)).toEqual(["fails", "works", "fails"]);
});

test("what fails and works in turns is told ever more rarely", () => {
  let times = 0;
  run(task(), 3_600_000, () => {
    if (times++ % 2 === 0) fail();
  });
  expect(warned.mock.calls.length).toBeLessThan(40);
});

test("a last failure that was not told before says that it is the last", () => {
  expect(task().attempt(fail, true)).toBe(false);
  expect(task().attempt(() => {}, true)).toBe(true);
  expect(warned.mock.calls).toEqual([["fails, for ever", "KindWarning"]]);
});

test("where warnings cannot be given it costs no more", () => {
  const side = task();
  warned.mockImplementation(fail);
  expect(run(side, 10_000, fail)).toBe(3);
  expect(run(side, 20_000, () => {})).toBeGreaterThan(0);
});
