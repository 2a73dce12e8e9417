import { threads } from "../platform/threads";
import { instantiate, type KernelMemory, type KernelModule } from "./instance";
import { TEAM_KERNELS } from "./sparseKernels";
import { loseTeam } from "./teamFields";
import { TeamSignal } from "./teamSignal";

/**
 * What a thread of the crew is told: the memory and the signal of the team that it joins, and whether it ends with it.
 */
export interface TeamOrder {
  readonly module: KernelModule;
  readonly memory: KernelMemory;
  readonly signal: Int32Array;
  readonly last: boolean;
}

/** A thread without work ends after so many ms. */
const PATIENCE = 10_000;

function work({ module, memory, signal: words }: TeamOrder): void {
  const kernels = instantiate(module, memory);
  const signal = new TeamSignal(words);
  const thread = signal.join();
  if (thread === 0) return;
  for (let call = signal.next(thread); call !== undefined; call = signal.next(thread)) {
    const parameters = call.parameters.slice();
    const team = parameters.pop()!;
    try {
      (kernels[TEAM_KERNELS[call.kernel]] as (...all: number[]) => void)(...parameters, thread, team);
    } catch {
      loseTeam(new Int32Array(memory.buffer), team / Int32Array.BYTES_PER_ELEMENT);
      break;
    }
  }
  signal.leave();
}

threads.serve<TeamOrder, never, Int32Array>((port, ended) => {
  const end = (): void => {
    Atomics.store(ended, 0, 1);
    port.end();
  };
  let timer = setTimeout(end, PATIENCE);
  port.listen((order) => {
    clearTimeout(timer);
    work(order);
    if (order.last) end();
    timer = setTimeout(end, PATIENCE);
  });
});
