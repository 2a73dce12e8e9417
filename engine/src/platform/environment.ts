import { cpus, homedir, release } from "node:os";
import { join } from "node:path";
import type { Environment } from "./contract";
import { operations } from "./operations";

const STDERR = 2;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Asking takes long where there are many. */
let processor: string | undefined;

export const environment: Environment = {
  name: hostName(),
  system: `${process.platform} ${release()}, ${process.arch}`,
  processor: () => (processor ??= cpus()[0]?.model.trim() || process.arch),
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
