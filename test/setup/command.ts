import { spawnSync } from "node:child_process";
import path from "node:path";

export const ROOT = path.resolve(__dirname, "../..");
export const SETUP = path.join(ROOT, "jupyter-extension", "setup");

/** A test that needs shell scripts. */
export const onPosix = process.platform === "win32" ? test.skip : test;

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs Node with these arguments to its end; `env` is added to the environment. */
export function node(args: readonly string[], env: Record<string, string> = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}

/** Runs `npm start` without npm. */
export function start(args: readonly string[], env?: Record<string, string>): Ended {
  return node([path.join(SETUP, "start.mjs"), ...args], env);
}

/** The value, or the error's message, of an expression on the exports `m` of one module of the set-up. */
export function evaluate(module: string, expression: string, env?: Record<string, string>): unknown {
  return evaluateModule(`./jupyter-extension/setup/${module}`, expression, env);
}

/** The same for a module anywhere, by its path from the root. */
export function evaluateModule(module: string, expression: string, env?: Record<string, string>): unknown {
  const script = `
    const m = await import(${JSON.stringify(module)});
    let result;
    try { result = await ${expression}; } catch (error) { result = error.message; }
    console.log(JSON.stringify(result));`;
  const { stdout, stderr } = node(["--input-type=module", "--eval", script], env);
  if (stderr !== "") throw new Error(stderr);
  return JSON.parse(stdout);
}
