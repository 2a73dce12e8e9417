import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const DIST = path.join(__dirname, "../../jupyter-extension/kernel/dist");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "warmup-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** How cells end in a process that has read beforehand what most need. */
function ends(...sources: string[]): { bundle?: object; failure?: { evalue: string } }[] {
  const script = `
    const load = (file) => require(${JSON.stringify(DIST)} + "/" + file);
    const { RUN_STATE_BYTES, RunState } = load("shared/runState");
    const { suppliedPackages, supplyToRequire } = load("node/resolve");
    supplyToRequire(suppliedPackages(process.cwd()));
    const state = new RunState(new SharedArrayBuffer(RUN_STATE_BYTES));
    const cells = new (load("shared/cells").Cells)(load("node/platform").nodePlatform(process.cwd()), state);
    (async () => {
      await cells.warmUp(async () => undefined);
      const ends = [];
      for (const source of ${JSON.stringify(sources)}) ends.push(await cells.execute(source, "Cell[1]"));
      console.log(JSON.stringify(ends));
    })();`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" });
  expect([stderr, status]).toEqual(["", 0]);
  return JSON.parse(stdout);
}

test("what is read beforehand leaves no names", () => {
  const [known, unknown] = ends("[typeof fit, typeof dataset].join()", "fit");
  expect(known!.failure!.evalue).toMatch(/^Cannot find name 'fit'/);
  expect(unknown!.failure!.evalue).toMatch(/^Cannot find name 'fit'/);
});

test("a library that cannot be loaded says so in the cell that imports it, not before", () => {
  const library = path.join(folder, "node_modules", "mixedmodels");
  mkdirSync(library, { recursive: true });
  writeFileSync(path.join(library, "package.json"), '{ "name": "mixedmodels", "main": "index.js" }');
  writeFileSync(path.join(library, "index.js"), 'throw new Error("a broken library");');
  const [first, second] = ends("1 + 1", 'import { fit } from "mixedmodels"; fit');
  expect(first!.bundle).toEqual({ "text/plain": "2" });
  expect(second!.failure!.evalue).toContain("a broken library");
});
