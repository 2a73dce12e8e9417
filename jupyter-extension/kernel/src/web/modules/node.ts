import { format, inspect } from "node-inspect-extracted";
import path from "path-browserify";
import type { Packages } from "../packages";
import { fs, promises } from "./fs";

const os = {
  EOL: "\n",
  tmpdir: () => "/tmp",
  homedir: () => "/drive",
  platform: () => "browser",
  availableParallelism: () => navigator.hardwareConcurrency,
  cpus: () => Array.from({ length: navigator.hardwareConcurrency }, () => ({ model: "", speed: 0 })),
};

const timersPromises = {
  setTimeout: <T>(delay = 1, value?: T) => new Promise((resolve) => setTimeout(() => resolve(value), delay)),
};

/** Node's modules as far as a page has them; @types/browser declares the same. */
export function addNodeModules(packages: Packages): void {
  packages.add("node:fs", () => ({ ...fs, promises }));
  packages.add("node:fs/promises", () => promises);
  packages.add("node:os", () => os);
  packages.add("node:path", () => path);
  packages.add("node:perf_hooks", () => ({ performance }));
  packages.add("node:timers/promises", () => timersPromises);
  packages.add("node:util", () => ({ inspect, format }));
}
