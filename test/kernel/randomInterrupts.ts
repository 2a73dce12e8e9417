import type { KernelClient } from "./kernelClient";

/** What a kernel can be at when it is interrupted: computing, waiting, fitting, bootstrapping, printing, compiling. */
const CELLS = [
  "while (true) {}",
  "await null; while (true) {}",
  "while (true) await null;",
  "while (true) await sleep(3);",
  "for (;;) console.log('line');",
  "for (;;) { try { JSON.parse('{'); } catch {} finally {} }",
  "await new Promise(() => {})",
  `for (;;) fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));`,
  "await parametricbootstrap(new MersenneTwister(1), 2_000_000, m1)",
  "await Promise.all([1, 2].map((seed) => parametricbootstrap(new MersenneTwister(seed), 2_000_000, m1, " +
    "{ workers: 1, progress: false })))",
  "for (;;) await parametricbootstrap(new MersenneTwister(1), 200, m1, { progress: false })",
  [
    ...Array.from({ length: 300 }, (_, i) => `const v${i}: number[] = [${i}].map((x) => x + kept);`),
    "for (;;) v299;",
  ].join("\n"),
];

/** Defines what `CELLS` use. */
export const PREAMBLE = `
  import { dataset, fit, MersenneTwister, parametricbootstrap } from "mixedmodels";
  const kept = 7;
  const sleep = (ms: number) => new Promise((wake) => setTimeout(wake, ms));
  const m1 = fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"));
  const reference = (await parametricbootstrap(new MersenneTwister(9), 20, m1)).tbl.column("σ").join();`;

/**
 * Numbers in [0, 1) that are the same for the same seed (Park and Miller 1988, https://doi.org/10.1145/63039.63042).
 */
export function* uniforms(seed: number): Generator<number, never> {
  for (let state = (seed % 2147483646) + 1; ; ) {
    state = (state * 48271) % 2147483647;
    yield (state - 1) / 2147483646;
  }
}

/**
 * Interrupts cells `count` times, up to 600 ms after they have begun; throws where the kernel is not what it was
 * before.
 */
export async function interruptAtRandom(kernel: KernelClient, count: number, seed: number): Promise<void> {
  const random = uniforms(seed);
  for (let i = 0; i < count; i++) {
    const code = CELLS[i % CELLS.length]!;
    const delay = MOST_DELAY_MS * random.next().value ** 2;
    const ended = await Promise.race([interrupted(kernel, code, delay), late()]);
    if (ended !== AS_BEFORE)
      throw new Error(`seed ${seed}, interrupt ${i} after ${delay.toFixed(0)} ms: ${ended}\n${code.slice(0, 200)}`);
  }
}

const MOST_DELAY_MS = 600;
const PATIENCE_MS = 120_000;
const AS_BEFORE = "KeyboardInterrupt, then [ 7, true ]";

/** How the cell ended, and what a cell after it finds. */
async function interrupted(kernel: KernelClient, code: string, delay: number): Promise<string> {
  const from = kernel.published.length;
  const cell = kernel.execute(code);
  await kernel.until(() => kernel.published.slice(from).find(({ header }) => header.msg_type === "execute_input"));
  await new Promise((wake) => setTimeout(wake, delay));
  await kernel.interrupt();
  const { reply } = await cell;
  const found = await kernel.value(
    `[kept, (await parametricbootstrap(new MersenneTwister(9), 20, m1)).tbl.column("σ").join() === reference]`,
  );
  return `${reply["ename"]}, then ${found}`;
}

function late(): Promise<string> {
  return new Promise((resolve) =>
    setTimeout(() => resolve(`no end within ${PATIENCE_MS / 1000} s`), PATIENCE_MS).unref(),
  );
}
