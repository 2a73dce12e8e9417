import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { evaluateModule, ROOT } from "./command";

/** What the commands of a clone import before they have installed and built anything. */
const SOURCES = ["jupyter-extension", "notebooks/docs", "test/lint", "test/suites.mjs", "test/long", "package.json"];
const NOT_CLONED = /^(?:node_modules|dist|pages|\..*cache)$|\.generated\.ts$/;

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(path.join(os.tmpdir(), "mixedmodels-clone-"));
  const filter = (from: string): boolean => !NOT_CLONED.test(path.basename(from));
  for (const source of SOURCES) cpSync(path.join(ROOT, source), path.join(clone, source), { recursive: true, filter });
});
afterAll(() => rmSync(clone, { recursive: true }));

test.each([
  ["npm start", "jupyter-extension/setup/launch.mjs", "launch"],
  ["npm run site", "jupyter-extension/lite/build/main.mjs", "main"],
  ["npm run docs", "notebooks/docs/build/main.mjs", "main"],
  ["npm test", "test/suites.mjs", "main"],
  ["npm run test:long", "test/long/main.mjs", "main"],
])("%s begins where no package is installed and nothing is built", (_, file, name) => {
  expect(evaluateModule(pathToFileURL(path.join(clone, file)).href, `typeof m.${name}`)).toBe("function");
});
