import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The tests that try more when they have time: properties with many more inputs, from another seed each time, and more faults. */
const TESTS = ["test/hard", "test/extension/fuzzedPayloads", "test/engine/bootstrap/checkpoint", "test/engine/bootstrap/faults", "test/long"];

const { status } = spawnSync(
  process.execPath,
  [path.join(root, "node_modules", "jest", "bin", "jest.js"), "--ci", "--testTimeout", "1200000", "--testPathPatterns", ...TESTS],
  { cwd: root, stdio: "inherit", env: { ...process.env, MIXEDMODELS_LONG: "1" } },
);
process.exitCode = status ?? 1;
