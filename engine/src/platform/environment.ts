import { readFileSync } from "node:fs";
import { cpus, homedir, release, totalmem } from "node:os";
import { join } from "node:path";
import { getHeapStatistics } from "node:v8";
import type { Environment } from "./contract";
import { operations } from "./operations";

const STDERR = 2;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Limits are those of the start. */
let limit: number | undefined;
/** Asking takes long where there are many. */
let processor: string | undefined;

export const environment: Environment = {
  name: hostName(),
  system: `${process.platform} ${release()}, ${process.arch}`,
  processor: () => (processor ??= cpus()[0]?.model.trim() || process.arch),
  addressSpace() {
    limit ??= limitOfAddresses();
    return limit === Infinity ? undefined : { limit, used: usedAddresses(), trapHandler: hasTrapHandler() };
  },
  heapLimit: () => getHeapStatistics().heap_size_limit,
  // A container's limit may be less than the machine has; 0 is none.
  memory: () => Math.min(totalmem(), process.constrainedMemory?.() || Infinity),
  forMoreHeap: "start Node with --max-old-space-size (or NODE_OPTIONS)",
  variable: (name) => process.env[name],
  cacheFolder() {
    const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
    if (process.platform === "win32" && LOCALAPPDATA) return LOCALAPPDATA;
    if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
    return XDG_CACHE_HOME || join(homedir(), ".cache");
  },
  warn: (message, kind) => process.emitWarning(message, kind),
  // Synchronously: a terminal that is gone by now would end the process by an event of the stream.
  terminal: () => (process.stderr.isTTY ? { write: (text) => operations.write(STDERR, encode(text)) } : undefined),
  afterEvents: (action) => void setImmediate(action),
  inBackground(action, ms) {
    const timer = setTimeout(action, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** Bun and Deno call themselves a Node too. */
function hostName(): string {
  const { bun, deno, node } = process.versions as { bun?: string; deno?: string; node: string };
  if (bun !== undefined) return `Bun ${bun}`;
  return deno === undefined ? `Node ${node}` : `Deno ${deno}`;
}

/** Linux tells it (proc_pid_limits(5)), in bytes or as "unlimited"; elsewhere nothing is known. */
function limitOfAddresses(): number {
  const soft = /^Max address space +(\d+)/m.exec(procFile("limits"))?.[1];
  return soft === undefined ? Infinity : Number(soft);
}

/** As proc_pid_status(5) has it. */
function usedAddresses(): number {
  return 1024 * Number(/^VmSize:\s+(\d+) kB/m.exec(procFile("status"))?.[1] ?? 0);
}

function procFile(name: string): string {
  try {
    return readFileSync(`/proc/self/${name}`, "utf8");
  } catch {
    return "";
  }
}

function hasTrapHandler(): boolean {
  const options = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(" ")];
  return !options.includes("--disable-wasm-trap-handler");
}
