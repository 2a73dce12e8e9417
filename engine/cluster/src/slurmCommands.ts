import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { FileError } from "mixedmodels/cluster";

/** How many tasks of a job there are in a state; the states are Slurm's names of them. */
export interface QueuedTask {
  /** The number of the task in its array. */
  readonly task: number;
  readonly state: string;
  readonly reason: string;
}

/** What a command of Slurm prints. @throws FileError with what it says where it fails */
function slurmSays(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { encoding: "utf8", timeout: 60_000 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout.trim());
      const said = stderr.trim().split("\n")[0] || error.message;
      const why = error.code === "ENOENT" ? "it is not installed on this machine" : said;
      reject(new FileError(`Slurm is asked by its commands; ${command} failed: ${why}`, command));
    });
  });
}

/** Submits a script, or some tasks of its array alone. */
export async function submit(script: string, tasks?: readonly number[]): Promise<void> {
  await slurmSays("sbatch", ["--parsable", ...(tasks === undefined ? [] : [`--array=${tasks.join(",")}`]), script]);
}

/** The tasks of jobs of this name that wait or run. */
export async function queuedTasks(name: string): Promise<QueuedTask[]> {
  const said = await slurmSays("squeue", [
    "--noheader",
    "--array",
    `--user=${userInfo().username}`,
    `--name=${name}`,
    "--format=%K %T %r",
  ]);
  return said.split("\n").flatMap((line) => {
    const [, task, state, reason] = /^(\d+) (\S+) (.*)$/.exec(line) ?? [];
    return task === undefined ? [] : [{ task: Number(task), state, reason }];
  });
}

/** Ends all jobs of this name. */
export async function cancelJobs(name: string): Promise<void> {
  await slurmSays("scancel", [`--user=${userInfo().username}`, `--name=${name}`]);
}
