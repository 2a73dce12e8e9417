import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { evaluateModule, ROOT } from "./command";

test("what builds and packages write does not make a build stale", () => {
  const file = pathToFileURL(path.join(ROOT, "jupyter-extension/setup/build.mjs")).href;
  const notRead = new RegExp(String(evaluateModule(file, "m.NOT_READ.source")));
  const ignored = readFileSync(path.join(ROOT, ".gitignore"), "utf8").trim().split("\n");
  const written = ignored.filter((name) => /^(engine|jupyter-extension)\/|generated|tsbuildinfo|^dist/.test(name));
  expect(written.length).toBeGreaterThan(5);
  const names = written.map((name) => path.basename(name).replace("*", "some"));
  expect(names.filter((name) => !notRead.test(name))).toEqual([]);
});
