import { execFileSync } from "node:child_process";
import path from "node:path";

const ENTRY = path.resolve(__dirname, "../../engine/dist/index.js");

/** What a new process prints as JSON. */
function inNewProcess(code: string): unknown {
  return JSON.parse(execFileSync(process.execPath, ["-e", code], { encoding: "utf8" }));
}

test("a module is loaded when something of it is first asked for", () => {
  const [atFirst, afterFit] = inNewProcess(`
    const loaded = () => Object.keys(require.cache).map((file) => file.split(/[\\\\/]dist[\\\\/]/)[1] ?? file);
    const engine = require(${JSON.stringify(ENTRY)});
    const atFirst = loaded();
    engine.fit("y ~ 1 + (1 | g)", { y: [1, 2, 4, 3, 6, 7], g: ["a", "a", "b", "b", "c", "c"] });
    console.log(JSON.stringify([atFirst, loaded()]));
  `) as [string[], string[]];
  expect(atFirst).toEqual(["index.js"]);
  expect(afterFit).toContain(path.join("model", "fit.js"));
  expect(afterFit.filter((file) => /^(charts|bootstrap)[\\/]/.test(file))).toEqual([]);
});

test("ES modules import every name, and each has its value", () => {
  const { required, imported, missing } = inNewProcess(`
    const engine = require(${JSON.stringify(ENTRY)});
    import(require("node:url").pathToFileURL(${JSON.stringify(ENTRY)}).href).then((namespace) => {
      const required = Object.keys(engine);
      const imported = Object.keys(namespace).filter((name) => !["default", "module.exports"].includes(name));
      const missing = required.filter((name) => engine[name] === undefined || namespace[name] !== engine[name]);
      console.log(JSON.stringify({ required: required.sort(), imported: imported.sort(), missing }));
    });
  `) as Record<string, string[]>;
  expect(required.length).toBeGreaterThan(100);
  expect(imported.filter((name) => name !== "__esModule")).toEqual(required);
  expect(missing).toEqual([]);
});
