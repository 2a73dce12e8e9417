import { Problem } from "./problem.mjs";
import { INTERRUPTED, run } from "./run.mjs";

const NEEDED = [3, 10];
const NAMES = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
/** On Windows python3 may be a stub that opens a shop, and py starts the newest Python. */
const WINDOWS_NAMES = ["python", "py"];
const QUESTION = `
import sys
try:
    import venv, ensurepip
    print(*sys.version_info[:3], "venv")
except ImportError:
    print(*sys.version_info[:3], "no-venv")
`;

async function ask(command) {
  try {
    const { status, output } = await run(command, ["-c", QUESTION]);
    const [, major, minor, patch, venv] = /^(\d+) (\d+) (\d+) (venv|no-venv)\s*$/m.exec(output) ?? [];
    if (status !== 0 || major === undefined) return undefined;
    const newEnough = Number(major) > NEEDED[0] || (Number(major) === NEEDED[0] && Number(minor) >= NEEDED[1]);
    return { command, version: `${major}.${minor}.${patch}`, newEnough, venv: venv === "venv" };
  } catch (error) {
    if (error.exitCode === INTERRUPTED) throw error;
    return undefined;
  }
}

/** Names under which a Python may be on the PATH, in the order in which they are tried. */
export function pythonNames(platform = process.platform) {
  return platform === "win32" ? WINDOWS_NAMES : NAMES;
}

/** The first Python on the PATH that is new enough and can make virtual environments. */
export async function findPython() {
  const found = [];
  for (const name of pythonNames()) {
    const python = await ask(name);
    if (python?.newEnough && python.venv) return python.command;
    if (python) found.push(python);
  }
  const needed = NEEDED.join(".");
  if (found.length === 0)
    throw new Problem(
      `Python ${needed} or newer is needed, and there is none on the PATH: install it, then run the command again.`,
    );
  const withoutVenv = found.find((python) => python.newEnough);
  if (withoutVenv) {
    throw new Problem(
      `Python ${withoutVenv.version} cannot make virtual environments: ` +
        "install its venv module (on Debian and Ubuntu: apt install python3-venv), then run the command again.",
    );
  }
  throw new Problem(
    `Python ${needed} or newer is needed, and '${found[0].command}' is Python ${found[0].version}: ` +
      "install a newer one, then run the command again.",
  );
}
