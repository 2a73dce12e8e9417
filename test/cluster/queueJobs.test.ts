import { cutForQueue, jobSizes, jobsOf, spanOf } from "cluster/queueJobs";
import fc from "fast-check";

const shards = fc.integer({ min: 1, max: 5000 });
const workers = fc.integer({ min: 1, max: 3000 });
const time = fc.double({ min: 0, max: 1e6, noNaN: true });

test("jobs take all shards, many at first, one at the end, and never more than two minutes of work", () => {
  fc.assert(
    fc.property(shards, time, workers, (count, shardTime, all) => {
      const sizes = jobSizes(count, shardTime, all);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
      expect(sizes.every((size, i) => i === 0 || size <= sizes[i - 1])).toBe(true);
      expect(sizes.at(-1)).toBe(1);
      expect(sizes[0] === 1 || sizes[0] * shardTime <= 120_000).toBe(true);
      // No worker waits for a long job at the end: four jobs for each are left when one of several shards is cut off.
      let left = count;
      const areShort = sizes.every((size) => {
        const isShort = size === 1 || 4 * all * size <= left;
        left -= size;
        return isShort;
      });
      expect(areShort).toBe(true);
    }),
  );
});

test("a thousand shards of half a minute are a quarter as many jobs, and short ones fewer still", () => {
  expect(jobSizes(1000, 30_000, 8).length).toBeLessThan(350);
  expect(jobSizes(1000, 100, 8).length).toBeLessThan(200);
  expect(jobSizes(32, 100, 8)).toEqual(Array(32).fill(1));
});

test("the jobs of a record are its shards in order", () => {
  const cut = cutForQueue(100_000, 300, 200, 2);
  const jobs = jobsOf({ id: "a", label: "b", n: 100_000, release: "c", begun: 0, timeEach: 300, ...cut });
  expect(jobs.flat()).toEqual(cut.shards);
  expect(Math.max(...jobs.map(({ length }) => length))).toBe(4);
  let next = 1;
  for (const { first, count } of jobs.map(spanOf)) {
    expect(first).toBe(next);
    next += count;
  }
  expect(next).toBe(100_001);
});
