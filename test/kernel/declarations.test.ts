import { spawnSync } from "node:child_process";
import path from "node:path";

const ROOT = path.join(__dirname, "../..");
const COMPILER = path.join(ROOT, "node_modules/@tslab/typescript-for-tslab/bin/tsc");
const OPTIONS = (
  "--noEmit --strict --skipLibCheck false --target es2022 --lib es2022 --module commonjs " +
  "--moduleResolution node10 --types node"
).split(" ");

/** Types that a newer compiler writes and the compiler of the cells does not know would silently become `any` there. */
test.each(["engine/dist/index.d.ts", "jupyter-extension/kernel/dist/index.d.ts"])(
  "the compiler of the cells reads %s",
  (file) => {
    const { stdout } = spawnSync(process.execPath, [COMPILER, ...OPTIONS, file], { cwd: ROOT, encoding: "utf8" });
    const ours = stdout.split("\n").filter((line) => /^(engine|jupyter-extension|error)/.test(line));
    expect(ours).toEqual([]);
  },
);
