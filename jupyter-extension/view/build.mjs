import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { writeModules } from "./build/modules.mjs";
import { writeStyles } from "./build/styles.mjs";
import { writeTypes } from "./build/types.mjs";

const folder = fileURLToPath(new URL(".", import.meta.url));
const dist = path.join(folder, "dist");

function run(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: folder, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(dist, { recursive: true, force: true });
run(path.join(folder, "..", "scripts", "licence.mjs"));
run(path.join(folder, "..", "..", "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.json");
await writeTypes(path.join(dist, "types"), dist);
rmSync(path.join(dist, "types"), { recursive: true });
await writeModules({ index: path.join(folder, "src", "index.ts") }, dist);
writeStyles(path.join(dist, "style"));
