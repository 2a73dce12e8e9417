import { Worker } from "node:worker_threads";
import type { Thread } from "engine/platform/contract";
import { threadOf, threads } from "engine/platform/threads";

const started: Thread<never, never>[] = [];
afterEach(() => {
  for (const thread of started.splice(0)) thread.terminate();
});

/** A thread with this code, in which `threads` is the engine's. */
function thread<Order, Answer>(code: string, data?: unknown): Thread<Order, Answer> {
  const script = `const { threads } = require(${JSON.stringify(require.resolve("engine/platform/threads"))});\n${code}`;
  const made = threadOf<Order, Answer>(new Worker(script, { eval: true, workerData: data }));
  started.push(made);
  return made;
}

test("a thread serves with what it was given, and its orders and answers come in order", async () => {
  const sum = thread<number, number>(
    "threads.serve((port, start) => { let sum = start; port.listen((x) => port.post((sum += x))); });",
    100,
  );
  const answers: number[] = [];
  await new Promise<void>((resolve) => {
    sum.listen({
      answered: (answer) => {
        answers.push(answer);
        if (answers.length === 3) resolve();
      },
    });
    for (const x of [1, 2, 3]) sum.post(x);
  });
  expect(answers).toEqual([101, 103, 106]);
});

test("on the main thread nothing serves", () => {
  const work = jest.fn();
  threads.serve(work);
  expect(threads.isMain).toBe(true);
  expect(threads.available()).toBeGreaterThan(0);
  expect(work).not.toHaveBeenCalled();
});

test("buffers that go over are not copied", async () => {
  const maker = thread<null, [Float64Array, number]>(
    `threads.serve((port) => port.listen(() => {
       const numbers = Float64Array.of(1, 2);
       port.post([numbers, 0], [numbers.buffer]);
       port.post([new Float64Array(0), numbers.length]);
     }));`,
  );
  const answers = await new Promise<[Float64Array, number][]>((resolve) => {
    const all: [Float64Array, number][] = [];
    maker.listen({ answered: (answer) => all.push(answer) === 2 && resolve(all) });
    maker.post(null);
  });
  expect(answers).toEqual([
    [Float64Array.of(1, 2), 0],
    [new Float64Array(0), 0],
  ]);
});

test.each([
  ["throws", "throw new Error('no more')", "no more"],
  ["throws what is no error", "throw null", "null"],
  ["ends with an exit code", "process.exit(3)", "exit code 3"],
  ["ends itself", "port.end()", "exit code 0"],
])("a thread that %s is lost, which is told once, to the last who listens", async (_, code, reason) => {
  const doomed = thread<null, never>(`threads.serve((port) => port.listen(() => { ${code}; }));`);
  const [before, lost] = [jest.fn(), jest.fn()];
  doomed.listen({ lost: before });
  const end = new Promise<void>((resolve) => {
    doomed.listen({
      lost: (...told) => {
        lost(...told);
        // The exit of a thread that has thrown comes later.
        setTimeout(resolve, 100);
      },
    });
  });
  doomed.post(null);
  await end;
  expect(lost.mock.calls).toEqual([[reason, false]]);
  expect(before).not.toHaveBeenCalled();
});
