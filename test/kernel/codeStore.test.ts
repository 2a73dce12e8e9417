import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { userCacheFolder } from "kernel/node/userCacheFolder";
import { onPosix } from "../setup/command";

const STORE = path.join(__dirname, "../../jupyter-extension/kernel/dist/node/codeStore.js");
let folder: string;
let cache: string;
let modules: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "codestore-"));
  cache = path.join(folder, "cache");
  modules = path.join(folder, "node_modules/some");
  mkdirSync(modules, { recursive: true });
  write(
    "index.js",
    `exports.twice = (x) => 2 * x; exports.place = [__filename, module.id]; exports.other = require("./other");`,
  );
  write("other.js", `exports.later = () => import("./esm.mjs"); exports.self = require.resolve("./index.js");`);
  write("esm.mjs", "export const z = 7;");
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(path.join(modules, name), text);
}

/** What the module gives in a process of its own, and how many modules the store had no code for. */
function run(code = "some.twice(21)"): { value: unknown; missing: number } {
  const script = `
    const { CodeStore } = require(${JSON.stringify(STORE)});
    const store = new CodeStore(${JSON.stringify(cache)}, "owner");
    store.open();
    const some = require(${JSON.stringify(path.join(modules, "index.js"))});
    Promise.resolve(${code}).then((value) => {
      const { missing } = store;
      store.save();
      console.log(JSON.stringify({ value, missing }));
    });`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function stored(): string {
  const [file, ...others] = readdirSync(cache);
  expect(others).toEqual([]);
  return path.join(cache, file!);
}

test("modules give the same with the code of an earlier process", () => {
  const all = "some.other.later().then(({ z }) => [some.twice(21), ...some.place, some.other.self, z])";
  const first = run(all);
  // Code that imports is not kept.
  expect(first.missing).toBe(1);
  expect(run(all)).toEqual({ value: first.value, missing: 0 });
  const file = path.join(modules, "index.js");
  expect(first.value).toEqual([42, file, file, file, 7]);
});

test("a module that has changed is compiled anew, also with a text of the same length", () => {
  run();
  write("index.js", readFileSync(path.join(modules, "index.js"), "utf8").replace("2 * x", "3 * x"));
  expect(run()).toEqual({ value: 63, missing: 1 });
  expect(run()).toEqual({ value: 63, missing: 0 });
});

test("a store that is damaged, cut or no file is as none", () => {
  run();
  const whole = readFileSync(stored());
  for (const bytes of [
    Buffer.alloc(0),
    whole.subarray(0, 40),
    whole.subarray(0, whole.length - 500),
    Buffer.from("no"),
  ]) {
    writeFileSync(stored(), bytes);
    expect(run().value).toBe(42);
  }
  rmSync(cache, { recursive: true });
  writeFileSync(cache, "a file");
  expect(run()).toEqual({ value: 42, missing: 1 });
});

test("code of modules that are gone is not kept", () => {
  write("third.js", "exports.y = 1;");
  write("other.js", "exports.self = 1;");
  run(`require(${JSON.stringify(path.join(modules, "third.js"))}).y`);
  rmSync(path.join(modules, "third.js"));
  write("other.js", "exports.self = 0;");
  run();
  expect(readFileSync(stored()).includes("third.js")).toBe(false);
  expect(readFileSync(stored()).includes("other.js")).toBe(true);
});

test("an ES module that is required is Node's own matter", () => {
  write("index.js", 'exports.twice = () => require("./typed.mjs").z;');
  write("typed.mjs", "export const z = 8;");
  expect(run().value).toBe(8);
});

onPosix("nobody else may write what V8 runs", () => {
  run();
  expect([cache, stored()].map((file) => statSync(file).mode & 0o777)).toEqual([0o700, 0o600]);
});

test("the folder is the platform's own", () => {
  expect(userCacheFolder({ XDG_CACHE_HOME: "/x" }, "linux")).toBe("/x/mixedmodels");
  expect(userCacheFolder({}, "linux")).toBe(path.posix.join(os.homedir(), ".cache/mixedmodels"));
  expect(userCacheFolder({}, "darwin")).toBe(path.posix.join(os.homedir(), "Library/Caches/mixedmodels"));
  expect(userCacheFolder({ LOCALAPPDATA: "C:\\L" }, "win32")).toBe("C:\\L\\mixedmodels\\Cache");
  expect(userCacheFolder({}, "win32")).toBeUndefined();
});
