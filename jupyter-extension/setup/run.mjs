import { spawn } from "node:child_process";
import { ROOT } from "./paths.mjs";
import { Problem } from "./problem.mjs";

/** Exit code after Ctrl-C, as shells have it. */
export const INTERRUPTED = 130;

const STREAMS = { nothing: ["pipe", "pipe"], errors: ["ignore", "inherit"], everything: ["inherit", "inherit"] };

/** Programs that run now; all of them end with this process. */
const running = new Set();
let interrupted = false;

function endAll() {
  interrupted = true;
  for (const child of running) child.kill("SIGTERM");
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (running.size === 0) process.exit(INTERRUPTED);
    endAll();
  });
}

/**
 * Runs a program to its end and returns its exit status and its output, both streams in one text.
 * `show`: "everything" sends the output to the terminal instead, "errors" the error stream alone and drops the other.
 */
export function run(command, args, { cwd = ROOT, env = process.env, show = "nothing" } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", ...STREAMS[show]] });
    running.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => (output += text));
    }
    child.on("error", (error) => {
      running.delete(child);
      reject(new Problem(`'${command}' does not run (${error.code}).`));
    });
    child.on("close", (status) => {
      running.delete(child);
      if (interrupted) reject(new Problem("Interrupted.", { exitCode: INTERRUPTED }));
      else resolve({ status: status ?? 1, output });
    });
  });
}

/**
 * Program and arguments that run npm: the one that started this script, else the one on the PATH.
 * `host`: the platform, the environment and the path of this Node.
 */
export function npmCommand(args, { platform, env, execPath } = process) {
  const script = env["npm_execpath"];
  if (script && /\.c?js$/.test(script)) return [execPath, [script, ...args]];
  // npm is a batch file on Windows, which only a shell can start.
  return platform === "win32" ? ["cmd.exe", ["/d", "/s", "/c", "npm", ...args]] : ["npm", args];
}

/** Runs npm as `run` runs a program. */
export function runNpm(args, options) {
  return run(...npmCommand(args), options);
}

/** The last lines of a program's output. */
export function tail(output, lines = 25) {
  return output.trimEnd().split("\n").slice(-lines).join("\n");
}
