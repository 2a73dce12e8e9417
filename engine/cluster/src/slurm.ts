import path from "node:path";
import type { Table } from "mixedmodels";
import {
  type Cluster,
  type ClusterStudy,
  type ClusterWatch,
  checkOptions,
  FileError,
  OptionError,
  type Shard,
  shownValue,
} from "mixedmodels/cluster";
import { FOREVER, pause } from "./pause";
import { cancelJobs, type QueuedTask, queuedTasks, submit } from "./slurmCommands";
import { slurmScript } from "./slurmScript";
import { type ListedStudy, studiesTable } from "./studiesTable";
import { StudyFolder } from "./studyFolder";

export interface SlurmOptions {
  /** Where studies are kept, one folder each: on a disk that all nodes see. */
  folder: string;
  /** How many tasks the array job has, at most what the site allows; default 10. */
  tasks?: number;
  /** Processors of a task, which computes as many shards at once; default 1. */
  cpus?: number;
  /** The most that a task may take, as `sbatch --time`: "2:00:00"; default the partition's. */
  time?: string;
  /** Further options of sbatch: ["--partition=short", "--account=psy"]. */
  sbatch?: readonly string[];
  /** Lines of the script before the worker: "module load nodejs/20". Then it is run by the `node` that they bring. */
  before?: string;
  /** The most seconds that a shard may take before its process counts as hanging; default ten times the usual. */
  limit?: number;
  /** The most memory that a computing process may take: "4G". */
  memory?: string;
}

/** Looks at the folder after so many ms: the first ones come sooner. */
const LOOKS = [100, 200, 400, 800, 1500];
const LOOK = 2000;
/** squeue is asked after so many ms, ever more rarely: sites do not want it more often than twice a minute. */
const FIRST_QUESTION = 2000;
const RAREST_QUESTION = 30_000;
/** Tasks that have ended without their parts are submitted so often in a row. */
const MOST_SUBMISSIONS = 4;

/** What a line of Slurm's options in a script cannot hold. */
const UNWRITABLE = /["\\\p{Cc}]/u;

/** Computes on a cluster with Slurm: a folder that its nodes see, and one array job a study. */
export function slurm(options: SlurmOptions): SlurmCluster {
  return new SlurmCluster(options);
}

/** A cluster with Slurm. */
export class SlurmCluster implements Cluster {
  private readonly tasks: number;
  private readonly cpus: number;

  /** @internal Clusters are made by {@link slurm}. */
  constructor(private readonly options: SlurmOptions) {
    checkSlurmOptions(options);
    this.tasks = options.tasks ?? 10;
    this.cpus = options.cpus ?? 1;
  }

  async compute(study: ClusterStudy, watch: ClusterWatch): Promise<void> {
    const { folder, script } = this.begin(study);
    const prepare = (): string => {
      folder.restore(study.bytes);
      return script();
    };
    await new SlurmRun(folder, this.tasks, prepare, watch).wait();
  }

  /** The studies in the folder: what has been computed of them, and what waits and runs. */
  async studies(): Promise<Table> {
    const listed = StudyFolder.ids(this.options.folder).map(async (id): Promise<ListedStudy> => {
      const queued = await queuedTasks(jobName(id)).catch((): QueuedTask[] => []);
      const running = queued.filter(({ state }) => state === "RUNNING").length;
      const counts = { waiting: queued.length - running, running };
      try {
        const folder = this.open(id);
        const { label, n, shards, begun } = folder.record;
        const done = folder.progress().done.size;
        return { id, what: label, n, ...counts, done, all: shards.length, since: new Date(begun) };
      } catch (error) {
        return { id, what: (error as Error).message, n: 0, ...counts, done: 0, all: 0, since: new Date(0) };
      }
    });
    return studiesTable((await Promise.all(listed)).sort((a, b) => Number(a.since) - Number(b.since)));
  }

  /** Ends a study of {@link studies}; its parts stay. */
  async cancel(id: string): Promise<void> {
    if (!StudyFolder.ids(this.options.folder).includes(id))
      throw new OptionError(`a study is cancelled by its id in studies(); got ${shownValue(id)}`);
    this.open(id).cancel();
    await cancelJobs(jobName(id));
  }

  /**
   * Only writes the study's folder and its run.sh, to be read, changed and submitted by hand:
   * `await uni.script((on) => parametricbootstrap(rng, 10_000, m, { on }))`. The same call with `{ on: uni }` then
   * attaches to it.
   * @returns the path of run.sh
   */
  async script(call: (on: Cluster) => Promise<unknown>): Promise<string> {
    let file: string | undefined;
    const written = new Error("only the script is asked for");
    const writer: Cluster = {
      compute: (study) => {
        file = this.begin(study).script();
        return Promise.reject(written);
      },
    };
    await call(writer).catch((error: unknown) => {
      if (error !== written) throw error;
    });
    if (file === undefined)
      throw new OptionError("script is for a call that is given the cluster: (on) => parametricbootstrap(…, { on })");
    return file;
  }

  /** The study's folder, and what writes its script. */
  private begin(study: ClusterStudy): { readonly folder: StudyFolder; readonly script: () => string } {
    const folder = StudyFolder.begin(this.options.folder, study, this.tasks * this.cpus);
    folder.goOn();
    return { folder, script: () => this.writeScript(folder) };
  }

  private open(id: string): StudyFolder {
    const folder = StudyFolder.open(path.join(this.options.folder, id));
    if (folder.record.id === id) return folder;
    throw new FileError(`the folder '${folder.folder}' holds the study ${folder.record.id}`, folder.folder);
  }

  private writeScript(study: StudyFolder): string {
    const { time, sbatch = [], before, limit, memory } = this.options;
    const worker = [
      ...(limit === undefined ? [] : ["--limit", String(limit)]),
      ...(memory === undefined ? [] : ["--memory", memory]),
    ];
    const node = before === undefined ? process.execPath : "node";
    const { tasks, cpus } = this;
    const { folder } = study;
    const name = jobName(study.record.id);
    return study.writeScript("run.sh", slurmScript({ name, folder, tasks, cpus, time, sbatch, before, node, worker }));
  }
}

function jobName(id: string): string {
  return `mixedmodels-${id}`;
}

/** Waits for the parts of a study: the folder says what is done, Slurm what still runs. */
class SlurmRun {
  private readonly name: string;
  private readonly seen = new Set<number>();
  private submissions = 0;
  /** Submissions in a row that have brought no part, and how many shards were seen at the last one. */
  private fruitless = 0;
  private seenBefore = 0;
  private question = FIRST_QUESTION;
  private asked = -Infinity;
  private missedOnce = false;

  constructor(
    private readonly folder: StudyFolder,
    private readonly tasks: number,
    /** Has the study's folder as it was begun, and gives the path of a script of as many tasks as these. */
    private readonly script: () => string,
    private readonly watch: ClusterWatch,
  ) {
    this.name = jobName(folder.record.id);
  }

  async wait(): Promise<void> {
    const { watch, folder } = this;
    for (let look = 0; ; look++) {
      this.collect();
      if (this.seen.size === folder.record.shards.length || watch.left.aborted) return;
      if (watch.cancelled.aborted) return this.cancel();
      // Another notebook may have ended it.
      if (folder.isCancelled) return;
      const refusal = folder.refusal();
      if (refusal !== undefined) {
        await cancelJobs(this.name).catch(() => undefined);
        throw new FileError(refusal, folder.folder);
      }
      if (performance.now() - this.asked >= this.question || look === 0) {
        const answer = this.ask();
        // Whoever leaves or cancels does not wait for a controller that is silent.
        await Promise.race([answer, pause(FOREVER, watch.left, watch.cancelled)]);
        answer.catch(() => undefined);
      }
      await pause(LOOKS[look] ?? LOOK, watch.left, watch.cancelled);
    }
  }

  private async cancel(): Promise<void> {
    this.folder.cancel();
    // Workers see that it is cancelled, also where Slurm cannot be told.
    await cancelJobs(this.name).catch(({ message }: Error) => process.emitWarning(message, "ClusterWarning"));
    this.collect();
  }

  private collect(): void {
    const { done, lost } = this.folder.progress();
    for (const shard of this.folder.record.shards) {
      if (this.seen.has(shard.first)) continue;
      if (done.has(shard.first)) this.take(shard);
      else if (lost.has(shard.first)) {
        const reason = this.folder.reasonOfLoss(shard);
        if (reason === undefined) continue;
        this.watch.missing(shard, reason);
        this.seen.add(shard.first);
      }
    }
  }

  private take(shard: Shard): void {
    const file = this.folder.partFile(shard);
    const bytes = this.folder.readPart(shard);
    // A disk that does not give it now may do so at the next look.
    if (bytes === undefined) return;
    try {
      this.watch.part(bytes, file, shard);
      this.seen.add(shard.first);
    } catch (error) {
      if (!(error instanceof Error && error.name === "FileError")) throw error;
      this.folder.removePart(shard);
    }
  }

  /** Asks what waits and runs; what has ended without its parts is submitted again. */
  private async ask(): Promise<void> {
    let queued: QueuedTask[];
    this.asked = performance.now();
    try {
      queued = await queuedTasks(this.name);
    } catch (error) {
      // No answer is not the answer that there is no such job.
      if (this.submissions === 0) throw error;
      this.watch.state("no answer of squeue");
      return;
    }
    this.question = Math.min(RAREST_QUESTION, 1.5 * this.question);
    if (queued.length > 0) {
      this.missedOnce = false;
      this.submissions = Math.max(1, this.submissions);
      return this.watch.state(stateOf(queued));
    }
    // Parts may have come since the folder was listed, and a folder on a network shows them late.
    if (this.submissions > 0 && !this.missedOnce) {
      this.missedOnce = true;
      this.question = FIRST_QUESTION;
      return;
    }
    this.collect();
    const missing = this.missingTasks();
    if (missing.length === 0) return;
    if (this.seen.size > this.seenBefore) this.fruitless = 0;
    if (this.fruitless === MOST_SUBMISSIONS)
      throw new FileError(
        `the tasks ${missing.join(", ")} have ended ${MOST_SUBMISSIONS} times without their parts; ` +
          `what they said last is: ${this.folder.lastWords()} ('${this.folder.folder}/log' has all)`,
        this.folder.folder,
      );
    await submit(this.script(), missing.length === this.tasks ? undefined : missing);
    this.submissions++;
    this.fruitless++;
    this.seenBefore = this.seen.size;
    this.missedOnce = false;
    this.question = FIRST_QUESTION;
    this.watch.state(
      this.submissions === 1 ? "submitted" : `submitted again: ${missing.length} of ${this.tasks} tasks`,
    );
  }

  private missingTasks(): number[] {
    const { shards } = this.folder.record;
    const tasks = shards.flatMap(({ first }, i) => (this.seen.has(first) ? [] : [1 + (i % this.tasks)]));
    return [...new Set(tasks)].sort((a, b) => a - b);
  }
}

function stateOf(queued: readonly QueuedTask[]): string {
  const running = queued.filter(({ state }) => state === "RUNNING" || state === "COMPLETING").length;
  const reasons = new Set(queued.filter(({ state }) => state === "PENDING").map(({ reason }) => reason));
  const waiting = queued.length - running;
  const why = waiting === 0 ? "" : ` (${[...reasons].join(", ")})`;
  return `${running} tasks running, ${waiting} waiting${why}`;
}

function checkSlurmOptions(options: SlurmOptions): void {
  checkOptions("slurm", options, ["folder", "tasks", "cpus", "time", "sbatch", "before", "limit", "memory"]);
  const { folder, tasks = 1, cpus = 1, time, sbatch = [], before, limit, memory } = options;
  if (typeof folder !== "string" || folder === "")
    throw new OptionError(`the option folder of slurm is a path that all nodes see; got ${shownValue(folder)}`);
  if (UNWRITABLE.test(path.resolve(folder)))
    throw new OptionError(
      "the option folder of slurm is a path without quotation marks, backslashes and line ends, as Slurm's scripts " +
        `take it; got ${shownValue(path.resolve(folder))}`,
    );
  for (const [name, value] of Object.entries({ tasks, cpus }))
    if (!Number.isInteger(value) || value < 1)
      throw new OptionError(`the option ${name} of slurm is a positive whole number; got ${shownValue(value)}`);
  if (time !== undefined && !/^[\d:-]+$/.test(time))
    throw new OptionError(`the option time of slurm is one as "2:00:00" or "1-12"; got ${shownValue(time)}`);
  const bad = Array.isArray(sbatch) ? sbatch.find((line) => !/^--?\w[^\n]*$/.test(line)) : sbatch;
  if (bad !== undefined)
    throw new OptionError(`the option sbatch of slurm is a list as ["--partition=short"]; got ${shownValue(bad)}`);
  if (before !== undefined && typeof before !== "string")
    throw new OptionError(`the option before of slurm is lines of a script; got ${shownValue(before)}`);
  if (limit !== undefined && !(Number.isFinite(limit) && limit > 0))
    throw new OptionError(`the option limit of slurm is a number of seconds; got ${shownValue(limit)}`);
  if (memory !== undefined && !/^\d+[MG]$/.test(memory))
    throw new OptionError(`the option memory of slurm is one as "4G" or "500M"; got ${shownValue(memory)}`);
}
