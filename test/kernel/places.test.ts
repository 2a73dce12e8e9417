import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { KernelClient } from "./kernelClient";

const ROOT = path.resolve(__dirname, "../..");
// Copied, so that they really lie there; what they need besides is linked.
const COPIED = ["mixedmodels", "mixedmodels-kernel", "tslab", "@tslab", "zeromq"];
const SHIPPED: { [name: string]: string[] } = {
  mixedmodels: ["package.json", "dist", "data"],
  "mixedmodels-kernel": ["package.json", "dist", "logos"],
};

let folder: string;
let modules: string;
let notebooks: string;
let home: string;
let kernel: KernelClient;

/** All files below a folder, with the times when they were changed. */
function snapshot(below: string): string[] {
  return readdirSync(below, { recursive: true, withFileTypes: true })
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => existsSync(file))
    .map((file) => `${file} ${statSync(file).mtimeMs}`);
}

function setMode(below: string, mode: number): void {
  for (const entry of readdirSync(below, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(path.join(entry.parentPath, entry.name), mode);
  }
  chmodSync(below, mode);
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "Käse & Brot, 混合 😀 100% #1 "));
  modules = path.join(folder, "programs", "node_modules");
  notebooks = path.join(folder, "Übungen für 'R' users");
  home = path.join(folder, "no such home");
  mkdirSync(modules, { recursive: true });
  mkdirSync(notebooks);
  for (const name of readdirSync(path.join(ROOT, "node_modules"))) {
    const from = realpathSync(path.join(ROOT, "node_modules", name));
    const parts = SHIPPED[name];
    if (parts)
      for (const part of parts) cpSync(path.join(from, part), path.join(modules, name, part), { recursive: true });
    else if (COPIED.includes(name)) cpSync(from, path.join(modules, name), { recursive: true, dereference: true });
    else if (!name.startsWith(".")) symlinkSync(from, path.join(modules, name), "junction");
  }
  setMode(modules, 0o555);

  const env = { HOME: home, USERPROFILE: home, LC_ALL: "de_DE.UTF-8", TZ: "Asia/Kathmandu" };
  const cli = path.join(modules, "mixedmodels-kernel", "dist", "node", "cli.js");
  const { status, stderr } = spawnSync(process.execPath, [cli, "install", "--prefix", path.join(folder, "prefix")], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(stderr);
  const spec = JSON.parse(
    readFileSync(path.join(folder, "prefix/share/jupyter/kernels/mixedmodels/kernel.json"), "utf8"),
  );
  kernel = await KernelClient.start(notebooks, { argv: spec.argv, env });
});

afterAll(async () => {
  await kernel.stop();
  setMode(modules, 0o755);
  rmSync(folder, { recursive: true });
});

test("the kernel and its library are those of this place", async () => {
  expect(await kernel.value(`require.resolve("mixedmodels").includes("混合 😀 100% #1")`)).toBe("true");
});

test("models, bootstraps, charts and errors work; nothing is written into installation or home folder", async () => {
  const before = snapshot(modules);
  expect(
    await kernel.value(`
    import { dataset, fit, MersenneTwister, parametricbootstrap, densityplot } from "mixedmodels";
    const m1 = fit("yield ~ 1 + (1 | batch)", dataset("dyestuff"));
    const samp = await parametricbootstrap(new MersenneTwister(1), 1000, m1, { workers: 2 });
    samp.length`),
  ).toBe("1000");
  const { published } = await kernel.execute(`densityplot(samp.tbl, "σ")`);
  expect(published.pop()!.content["data"]["image/svg+xml"]).toMatch(/^<svg/);
  expect((await kernel.execute("fit('yield ~ 1 + (1 | bach)', dataset('dyestuff'))")).reply["evalue"]).toContain(
    "bach",
  );
  expect(snapshot(modules)).toEqual(before);
  expect(existsSync(home)).toBe(false);
});

test("numbers are shown with a point", async () => {
  expect(await kernel.value("m1")).toMatch(/1527\.5/);
});

test("a module next to the notebook is imported and named in errors", async () => {
  writeFileSync(
    path.join(notebooks, "hälfte.ts"),
    "export function half(x: number | undefined): number {\n  return x!.valueOf() / 2;\n}\n",
  );
  expect(await kernel.value(`import { half } from "./hälfte";\nhalf(5)`)).toBe("2.5");
  expect((await kernel.execute("half(undefined)")).reply["traceback"].join("\n")).toContain("hälfte.ts, line 2");
});

test("the kernel installs for a user whose home folder does not exist yet", () => {
  const cli = path.join(modules, "mixedmodels-kernel", "dist", "node", "cli.js");
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, [cli, "install", "--user"], {
    encoding: "utf8",
    env: { ...env, HOME: home, USERPROFILE: home, APPDATA: path.join(home, "AppData") },
  });
  expect([status, stdout]).toEqual([0, expect.stringContaining(home)]);
});
