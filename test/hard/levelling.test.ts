import { run } from "./child";

/** Memory and open files after some bootstraps, as a process of its own reports them. */
test("memory and handles level off over 60 bootstraps, with fits between them", () => {
  const { stdout, stderr } = run(`
    const m = mm.fit("reaction ~ 1 + days + (1 + days | subj)", mm.dataset("sleepstudy"));
    const heap = () => {
      global.gc?.();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    (async () => {
      const seen = [];
      for (let i = 1; i <= 60; i++) {
        const running = mm.parametricbootstrap(new mm.MersenneTwister(i), 8000, m, { progress: false, workers: 2 });
        mm.fit("yield ~ 1 + (1 | batch)", mm.dataset("dyestuff"));
        await running;
        if (i % 20 === 0) seen.push({ heap: heap(), handles: process.getActiveResourcesInfo().length });
      }
      console.log(JSON.stringify(seen));
      process.exit(0);
    })();`);
  if (stdout === "") throw new Error(stderr);
  const [early, , late] = JSON.parse(stdout) as { heap: number; handles: number }[];
  expect(late.handles).toBeLessThanOrEqual(early.handles + 2);
  // Without a forced collection the heap breathes by some megabytes; a sample of each bootstrap kept would be 40 × 0.7
  // MB.
  expect(late.heap - early.heap).toBeLessThan(20e6);
}, 60_000);
