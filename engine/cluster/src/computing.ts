import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Shard } from "mixedmodels/cluster";
import type { Answer, Order } from "./computingProcess";
import { usualMemory } from "./size";

/** A process that ended, or was ended, before it had answered. */
export class Lost extends Error {}
/** A study that this machine does not compute: it is of another release. */
export class Refused extends Error {}

/** A process gets so many ms to begin and read a study, and so many more for each of its bytes. */
const TIME_TO_READ = 120_000;
const TIME_OF_BYTE = 0.001;
/** How often its memory is looked at, in ms. */
const LOOK = 1000;
const PAGE = 4096;

export interface ComputingLimits {
  /** The most bytes of memory that the process may take; default four fifths of the machine's. */
  readonly memory?: number | undefined;
}

/**
 * A process that computes shards of one study. What hangs, grows or dies in it leaves the process that watches over it
 * as it is: the shard is lost, and the next one gets a new process.
 */
export class Computing {
  private child: ChildProcess | undefined;
  private pending: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  /**
   * @param bytes of the study
   * @param source what it is called in sentences
   */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly source: string,
    private readonly limits: ComputingLimits = {},
  ) {}

  /**
   * The bytes of the part of a shard.
   * @param limit the most ms that it may take
   * @throws Lost, Refused, or the error of the computation
   */
  async run({ first, count }: Shard, limit: number): Promise<Uint8Array> {
    if (this.child === undefined) await this.start();
    const answer = await this.ask({ kind: "shard", first, count }, limit);
    if (answer.kind !== "part") throw new Lost("the process gave no part");
    return answer.bytes;
  }

  stop(): void {
    this.child?.kill("SIGKILL");
  }

  private async start(): Promise<void> {
    const { memory } = this.limits;
    const child = fork(path.join(__dirname, "computingProcess.js"), {
      serialization: "advanced",
      execArgv: memory === undefined ? [] : [`--max-old-space-size=${Math.ceil(memory / 2 ** 20)}`],
    });
    this.child = child;
    const watch = setInterval(() => this.checkMemory(child), LOOK).unref();
    child.on("message", (answer: Answer) => this.child === child && this.pending?.resolve(answer));
    child.on("error", (error) => this.lose(child, error.message));
    child.on("exit", (code, signal) => {
      clearInterval(watch);
      this.lose(child, `the computing process ended (${signal ?? `exit code ${code}`})`);
    });
    const timeToRead = TIME_TO_READ + TIME_OF_BYTE * this.bytes.length;
    try {
      await this.ask({ kind: "study", bytes: this.bytes, source: this.source }, timeToRead);
    } catch (error) {
      // It has no study, and the next shard is for one that has.
      this.lose(child, "it has no study");
      throw error;
    }
  }

  private async ask(order: Order, limit: number): Promise<Answer> {
    const child = this.child!;
    const reason = `it took longer than ${Math.round(limit / 1000)} s and was ended`;
    const timer = setTimeout(() => this.lose(child, reason), limit);
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        this.pending = { resolve, reject };
        child.send(order, (error) => error && this.lose(child, error.message));
      });
      if (answer.kind === "refused") throw new Refused(answer.reason);
      if (answer.kind === "failed") throw new Error(answer.reason);
      return answer;
    } finally {
      clearTimeout(timer);
      this.pending = undefined;
    }
  }

  /** Ends a process, whose shard is lost at once: one that a disk holds up may take its time to end. */
  private lose(child: ChildProcess, reason: string): void {
    child.kill("SIGKILL");
    if (this.child !== child) return;
    this.child = undefined;
    this.pending?.reject(new Lost(reason));
  }

  /** Memory beyond that of JavaScript is known where there is /proc. */
  private checkMemory(child: ChildProcess): void {
    const { memory = usualMemory() } = this.limits;
    try {
      const used = PAGE * Number(readFileSync(`/proc/${child.pid}/statm`, "utf8").split(" ")[1]);
      if (used > memory)
        this.lose(child, `it took more than ${Math.round(memory / 2 ** 20)} MB of memory and was ended`);
    } catch {
      // No /proc, or the process has just ended.
    }
  }
}
