import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** `npm run conformance`: re-does all pages and writes their table into README.md. */
const { status } = spawnSync(
  process.execPath,
  [
    path.join(root, "node_modules", "jest", "bin", "jest.js"),
    "--ci",
    "--runInBand",
    "--config",
    path.join(root, "test", "long", "jest.config.cjs"),
    "conformance",
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, MIXEDMODELS_WRITE: "1" } },
);
process.exitCode = status ?? 1;
