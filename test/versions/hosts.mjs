// What the engine is compared on beside this Node. Each is fetched from npm into a folder of its own, in the system's
// temporary folder.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** The oldest that package.json supports, and the newest of each line. */
const NODES = ["20.19", "20", "22", "24", "26"];
const EMULATED_NODES = ["20", "24"];
const EMULATORS = ["qemu-aarch64", "qemu-aarch64-static"];
/** The C library of ARM64, where Debian's packages for cross compilers put it. */
const ARM_LIBRARIES = "/usr/aarch64-linux-gnu";
const isWindows = process.platform === "win32";
const platform = isWindows ? "win" : process.platform;

/** Why a host is not to be had here. */
export class Absent extends Error {}

/** The folder in which npm has installed a package. @throws {@link Absent} with what npm says */
function installed(spec) {
  const prefix = path.join(os.tmpdir(), "mixedmodels-hosts", spec.replace(/[^\w.-]/g, "_"));
  const args = ["install", "--force", "--no-audit", "--no-fund", "--prefix", prefix, spec];
  const { status, stderr, error } = spawnSync("npm", args, { encoding: "utf8", shell: isWindows });
  if (status !== 0) throw new Absent(`npm cannot install ${spec}: ${error?.message ?? firstError(stderr)}`);
  return path.join(prefix, "node_modules");
}

function firstError(text) {
  return /^npm error (?!code)(.*)$/m.exec(text)?.[1] ?? text.trim();
}

/** The same command with its version. @throws {@link Absent} if it does not start */
function started(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, [...args, "--version"], { encoding: "utf8" });
  if (status === 0) return { command, args, version: /\d+\.\d+\.\d+/.exec(stdout)?.[0] };
  throw new Absent(`it does not start: ${error?.message ?? stderr.trim().split("\n")[0]}`);
}

/** The file `node` of npm's package for a platform. */
function nodeOf(version, kind) {
  return path.join(installed(`node-${kind}@${version}`), `node-${kind}`, "bin", isWindows ? "node.exe" : "node");
}

function program(spec, name) {
  return path.join(installed(spec), ".bin", isWindows ? `${name}.cmd` : name);
}

/** Node for ARM64, whose instructions QEMU translates on another machine. */
function emulated(version) {
  const emulator = EMULATORS.find((one) => spawnSync(one, ["--version"]).status === 0);
  if (process.platform !== "linux" || emulator === undefined || !existsSync(ARM_LIBRARIES))
    throw new Absent(
      "this machine is another one, and has not QEMU and the libraries for it " +
        "(Debian: qemu-user, libstdc++6-arm64-cross, libatomic1-arm64-cross)",
    );
  return started(emulator, "-L", ARM_LIBRARIES, nodeOf(version, "linux-arm64"));
}

/**
 * By title. `find` gives the command and the arguments before a script that run it, and its version.
 * @throws {@link Absent} by `find`, where it is not to be had here
 */
export const hosts = [
  ...NODES.map((version) => ({
    title: `Node ${version}`,
    find: () => started(nodeOf(version, `${platform}-${process.arch}`)),
  })),
  { title: "Bun", find: () => started(program("bun@1", "bun")) },
  {
    title: "Deno",
    find() {
      const deno = started(program("deno@2", "deno"));
      return { ...deno, args: ["run", "--allow-all", "--quiet"] };
    },
  },
  ...(process.arch === "arm64" ? [] : EMULATED_NODES).map((version) => ({
    title: `Node ${version}, ARM64`,
    find: () => emulated(version),
  })),
];
