import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { kernelSpec } from "kernel/node/kernelspec";

const ROOT = path.resolve(__dirname, "../../..");
const REQUIREMENTS = path.join(__dirname, "requirements.txt");
const PACKAGES = path.join(ROOT, "node_modules", ".cache", "mixedmodels", "kernel-tests");
const PYTHON = path.join(ROOT, ".venv", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

function python(args: readonly string[], env: NodeJS.ProcessEnv = {}): { status: number | null; output: string } {
  const all = { ...process.env, ...env };
  const { status, stdout, stderr } = spawnSync(PYTHON, args, { encoding: "utf8", env: all });
  return { status, output: `${stdout}${stderr}` };
}

/** Installed once, in a place that npm ci empties; what they need is in .venv. */
function installTests(): void {
  const stamp = path.join(PACKAGES, "requirements.txt");
  if (existsSync(stamp) && readFileSync(stamp).equals(readFileSync(REQUIREMENTS))) return;
  const quiet = ["--no-input", "--disable-pip-version-check", "--quiet", "--no-deps", "--upgrade"];
  const installed = python(["-m", "pip", "install", ...quiet, "--target", PACKAGES, "-r", REQUIREMENTS]);
  expect(installed).toMatchObject({ status: 0 });
  cpSync(REQUIREMENTS, stamp);
}

test("Jupyter's tests of kernels find nothing", () => {
  installTests();
  const folder = mkdtempSync(path.join(os.tmpdir(), "kernel-tests-"));
  try {
    const kernel = path.join(folder, "kernels", "mixedmodels");
    mkdirSync(kernel, { recursive: true });
    writeFileSync(path.join(kernel, "kernel.json"), JSON.stringify(kernelSpec()));
    const { status, output } = python([path.join(__dirname, "kernel_tests.py")], {
      JUPYTER_PATH: folder,
      PYTHONPATH: PACKAGES,
    });
    // The pager, and no other, is left out.
    expect(output).toMatch(/Ran 12 tests[^]*OK \(skipped=1\)/);
    expect(status).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
