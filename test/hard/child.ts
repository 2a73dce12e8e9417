import { spawnSync } from "node:child_process";
import { join } from "node:path";

export const ENGINE = join(__dirname, "..", "..", "engine", "dist", "index.js");

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a script, in which `mm` is the engine, in a process of its own.
 * @param node options of Node
 * @param limits of the shell, such as "-f 8" for files of at most 8 blocks of 512 bytes or 1 KiB
 */
export function run(
  script: string,
  {
    limits,
    env,
    cwd,
    user,
    node = [],
  }: { limits?: string; env?: NodeJS.ProcessEnv; cwd?: string; user?: number; node?: readonly string[] } = {},
): Ended {
  const code = `const mm = require(${JSON.stringify(ENGINE)});\n${script}`;
  const [file, args] =
    limits === undefined
      ? [process.execPath, [...node, "-"]]
      : ["sh", ["-c", `ulimit ${limits}; exec "$0" "$@" -`, process.execPath, ...node]];
  const { status, stdout, stderr } = spawnSync(file, args, {
    input: code,
    encoding: "utf8",
    timeout: 60_000,
    ...(env ? { env } : {}),
    ...(cwd ? { cwd } : {}),
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  return { status, stdout, stderr };
}

/** What a script that must fail with an error of the engine says: "FileError: …". */
export function failure(script: string, options: Parameters<typeof run>[1] = {}): string {
  const { status, stdout, stderr } = run(
    `try { ${script}; console.log("not refused"); } catch (error) { console.log(error.name + ": " + error.message); }`,
    options,
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}
