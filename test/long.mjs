import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Properties are tried with many more inputs, from another seed each time, and more faults are made. */
const { status } = spawnSync(
  process.execPath,
  [
    path.join(root, "node_modules", "jest", "bin", "jest.js"),
    "--ci",
    "--config",
    path.join(root, "test", "long", "jest.config.cjs"),
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, MIXEDMODELS_LONG: "1" } },
);
process.exitCode = status ?? 1;
