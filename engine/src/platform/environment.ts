import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "./contract";

export const environment: Environment = {
  name: `Node ${process.versions.node}`,
  variable: (name) => process.env[name],
  cacheFolder() {
    const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
    if (process.platform === "win32" && LOCALAPPDATA) return LOCALAPPDATA;
    if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
    return XDG_CACHE_HOME || join(homedir(), ".cache");
  },
  warn: (message, kind) => process.emitWarning(message, kind),
  terminal: () => (process.stderr.isTTY ? { write: (text) => void process.stderr.write(text) } : undefined),
  afterEvents: (action) => void setImmediate(action),
  inBackground(action, ms) {
    const timer = setTimeout(action, ms).unref();
    return () => clearTimeout(timer);
  },
};
