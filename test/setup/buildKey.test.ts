import { execFileSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { evaluateModule, ROOT } from "./command";

test("what builds and packages write does not make a build stale", () => {
  const file = pathToFileURL(path.join(ROOT, "jupyter-extension/setup/build.mjs")).href;
  const notRead = new RegExp(String(evaluateModule(file, "m.NOT_READ.source")));
  const ignored = [
    "ls-files",
    "--others",
    "--ignored",
    "--exclude-standard",
    "--directory",
    "engine",
    "jupyter-extension",
  ];
  const written = execFileSync("git", ignored, { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
  expect(written).toContain("engine/dist/");
  expect(written.filter((name) => !name.split("/").some((part) => notRead.test(part)))).toEqual([]);
});
