import path from "node:path";

export interface SlurmScript {
  readonly name: string;
  readonly folder: string;
  readonly tasks: number;
  readonly cpus: number;
  readonly time: string | undefined;
  readonly sbatch: readonly string[];
  readonly before: string | undefined;
  /** The program that runs the worker. */
  readonly node: string;
  /** Further arguments of the worker. */
  readonly worker: readonly string[];
}

/** The script of an array job whose tasks compute a study: plain to read, to change and to submit by hand. */
export function slurmScript(script: SlurmScript): string {
  const { name, folder, tasks, cpus, time, sbatch, before, node, worker } = script;
  const log = `${path.join(folder, "log").replaceAll("%", "%%")}/%A_%a.log`;
  const options = [
    `--job-name=${name}`,
    `--array=1-${tasks}`,
    `--cpus-per-task=${cpus}`,
    ...(time === undefined ? [] : [`--time=${time}`]),
    `--output="${log}"`,
    "--open-mode=append",
    "--requeue",
    ...sbatch,
  ];
  const command = [node, path.join(__dirname, "worker.js"), folder, "--threads", String(cpus), ...worker];
  return `#!/bin/bash
${options.map((option) => `#SBATCH ${option}`).join("\n")}
${before === undefined ? "" : `${before}\n`}
# A worker that dies is begun again at once: a job that Slurm puts back waits for two minutes. 78: another release.
for try in 1 2 3 4; do
  ${command.map(quoted).join(" ")} --task "$SLURM_ARRAY_TASK_ID/${tasks}"
  code=$?
  if [ $code -eq 0 ] || [ $code -eq 78 ]; then break; fi
done
exit $code
`;
}

/** A word of a shell. */
export function quoted(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
