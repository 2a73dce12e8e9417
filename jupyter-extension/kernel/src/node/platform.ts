import { createRequire } from "node:module";
import path from "node:path";
import { inspect, types } from "node:util";
import type { Platform } from "../shared/platform";
import { collectWhenNearlyFull } from "./garbage";

/** Node for a notebook in `folder`. */
export function nodePlatform(folder: string): Platform {
  return {
    folder,
    pathInFolder: (file) => path.relative(folder, file),
    load: createRequire(path.join(folder, "notebook.js")) as Platform["load"],
    dataset,
    inspect: (value) => inspect(value),
    isPromise: (value) => types.isPromise(value),
    isProxy: (value) => types.isProxy(value),
    base64: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
    afterEvents: (task) => void setImmediate(task),
    collectWhenNearlyFull,
  };
}

function dataset(name: string): object | undefined {
  // Loaded when it is needed: it is the whole engine.
  const engine = require("mixedmodels") as typeof import("mixedmodels");
  return engine.datasets().includes(name) ? engine.dataset(name) : undefined;
}
