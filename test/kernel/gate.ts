import type { KernelClient, TestComm } from "./kernelClient";

/**
 * Where cells wait (`await gate();`) until the test lets one of them go on; one that comes later than it is let
 * through does not wait. An id of what answers over a comm is the cell's value.
 */
const DEFINITION = `
  const gate = (() => {
    const waiting: (() => void)[] = [];
    let free = 0;
    const wait = () => new Promise<void>((goOn) => { if (free > 0) { free--; goOn(); } else waiting.push(goOn); });
    const answer = () => { const goOn = waiting.shift(); if (goOn) goOn(); else free++; };
    return Object.assign(wait, { answer });
  })();
  (globalThis as any)[Symbol.for("mixedmodels.host")].offer(gate)`;

/** Lets a test decide when a cell goes on, in place of a time that the cell would sleep. */
export class Gate {
  private constructor(private readonly comm: TestComm) {}

  /** Defines `gate` in a kernel. */
  static async in(kernel: KernelClient): Promise<Gate> {
    const id = (await kernel.value(DEFINITION))!.replaceAll("'", "");
    return new Gate(await kernel.openComm("mixedmodels", { id }));
  }

  /** Lets one cell through. */
  open(): void {
    this.comm.post({ question: "open" });
  }

  close(): Promise<void> {
    return this.comm.close();
  }
}
