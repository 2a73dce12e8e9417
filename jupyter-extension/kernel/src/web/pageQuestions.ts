import { ask } from "./ask";
import { QUESTIONS, type Question, type Questions } from "./protocol";

/** A computation goes on where the page does not answer within so many ms, and asks again later. */
const PATIENCE_MS = 2000;
/** Whether another kernel runs decides about a checkpoint: a page that is busy has so many ms to say. */
const RUNS_MS = 15_000;
/** Browsers end what waits for minutes: the reader's line is asked for again after so many ms. */
const INPUT_MS = 20_000;

/** What the kernel asks its page while its own JavaScript computes. */
export class PageQuestions {
  private lines = 0;

  /** @param interrupts - the number of the latest interrupt, where memory can be shared */
  constructor(
    private readonly way: Questions,
    private readonly interrupts: Int32Array | undefined,
  ) {}

  /** The number of the latest interrupt. */
  latestInterrupt(): number {
    if (this.interrupts !== undefined) return Atomics.load(this.interrupts, 0);
    return this.askedSoon<number>({ asks: "interrupts" }) ?? 0;
  }

  /** Whether a view has stopped the computation of this number. */
  isStopped(number: number): boolean {
    return this.askedSoon<boolean>({ asks: "stopped", number }) ?? false;
  }

  /** Whether a kernel of this browser holds a lock; one that nobody can see may hold it. */
  runs(name: string): boolean {
    return this.askedSoon<boolean>({ asks: "runs", name }, RUNS_MS) ?? true;
  }

  /**
   * Waits for the reader's next line.
   * @param prompt - what the reader is asked with
   * @param meanwhile - called between two tries
   * @throws Error where the page cannot be asked at all
   */
  nextLine(prompt: string, meanwhile: () => void): string {
    const number = ++this.lines;
    for (;;) {
      const begun = performance.now();
      try {
        const line = this.asked<string>({ asks: "input", number, prompt }, INPUT_MS);
        meanwhile();
        return line;
      } catch (error) {
        if (performance.now() - begun < INPUT_MS / 2) throw error;
        meanwhile();
      }
    }
  }

  private askedSoon<T>(question: Omit<Question, "kernel">, patience = PATIENCE_MS): T | undefined {
    try {
      return this.asked<T>(question, patience);
    } catch {
      return undefined;
    }
  }

  private asked<T>(question: Omit<Question, "kernel">, patience: number): T {
    const { address, page, kernel } = this.way;
    return ask<T>(address + QUESTIONS, page, { ...question, kernel } satisfies Question, patience);
  }
}
