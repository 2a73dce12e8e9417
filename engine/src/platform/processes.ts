import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { HostError, Processes, ProcessName } from "./contract";

export const processes: Processes = {
  self() {
    const started = known(process.pid)?.started;
    return { id: process.pid, ...(started && { started }), place: place(), host: hostname() };
  },
  runs({ id, started, place: other }: ProcessName) {
    if (other !== place()) return undefined;
    const now = known(id);
    if (now?.isOver || (started !== undefined && now !== undefined && now.started !== started)) return false;
    try {
      process.kill(id, 0);
      return true;
    } catch (error) {
      // EPERM: it is another user's.
      return (error as HostError).code !== "ESRCH";
    }
  },
};

/**
 * What Linux says of a process, by number (proc_pid_stat(5)): its state is 3, its start 22. Other systems tell no such
 * thing.
 */
function known(id: number): { readonly started: string; readonly isOver: boolean } | undefined {
  const stat = textOf(() => readFileSync(`/proc/${id}/stat`, "utf8"));
  if (stat === undefined) return undefined;
  // The name of the program, number 2, may hold blanks and brackets.
  const fromThird = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { started: fromThird[19], isOver: "ZX".includes(fromThird[0]) };
}

/** Containers have names of hosts and numbers of processes of their own. */
function place(): string {
  const boot = textOf(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const space = textOf(() => readlinkSync("/proc/self/ns/pid"));
  return [hostname(), boot, space].filter((part) => part !== undefined).join(" ");
}

function textOf(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
