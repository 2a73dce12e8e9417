import { LimitError } from "../../errors";
import { environment } from "../../platform/environment";
import type { RandomStream } from "../../random/stream";
import type { StreamState } from "../../random/streamState";
import { type Chunk, ChunkLedger } from "./chunkLedger";
import type { ChunkSchedule } from "./chunkSchedule";
import { DrawingTimes } from "./drawingTimes";
import { passedOver } from "./passedOver";
import type { Plan, Replicates, Replicator } from "./replicator";
import type { Answer } from "./worker";
import { POWER_STUDIES, REPLICATES, returnWorker, takeWorkers, type WorkerThread } from "./workerPool";

export interface WorkerJob {
  readonly plan: Plan;
  /** Makes what computes on this thread. */
  readonly replicator: (capacity: number) => Replicator;
  readonly stream: RandomStream;
  /** Numbers of the first replicate to compute and of the last one. */
  readonly first: number;
  readonly last: number;
  /** 0 to compute on this thread. */
  readonly workers: number;
  readonly schedule: ChunkSchedule;
  readonly onReplicates: (replicates: Replicates) => void;
  /** Replicates that cannot be computed anywhere, and why. */
  readonly onMissing: (first: number, count: number, reason: string) => void;
  /** All replicates before number `first` are done; the stream before its draws is `state`. */
  readonly onProgress?: (first: number, state: StreamState) => void;
  readonly signal: AbortSignal;
}

/** A chunk that was lost with so many threads is computed on this one. */
const MOST_LOSSES = 2;
/** After so many in a row that ended without an answer or could do nothing no other threads are asked. */
const MOST_DEATHS = 8;

/**
 * Computes replicates first…last on worker threads. A thread passes over the draws of those that others have not drawn
 * yet, or waits for these where that takes less, so the draws are those of one thread whatever the number of workers.
 * A single thread gets its next chunk while it refits. What a thread leaves behind that dies, throws or runs out of
 * memory is computed again elsewhere, at last on this thread.
 * Resolves when all is done or the signal aborts; the stream is left after the last replicate that no missing one
 * precedes.
 */
export function bootstrapOnWorkers(job: WorkerJob): Promise<void> {
  return new Run(job).start();
}

class Run {
  private readonly ledger: ChunkLedger;
  /** The chunks that each thread has to do. */
  private readonly tasks = new Map<WorkerThread, Chunk[]>();
  /** How many chunks a thread has: what others draw meanwhile need not be passed over, so several have one each. */
  private readonly patience: number;
  private readonly threads: number;
  /** What the threads run. */
  private readonly file: string;
  private deaths = 0;
  private readonly times = new DrawingTimes();
  /** The chunk whose draws are waited for; `over` once that has taken as long as passing over them would. */
  private waiting: { readonly chunk: Chunk; over: boolean } | undefined;
  private finished = false;
  /** Whether there are replicates of this run. */
  private isUnderWay = false;
  /** For what is computed on this thread. */
  private here: Replicator | undefined;
  private readonly result: Promise<void>;
  private resolve!: () => void;
  private reject!: (error: unknown) => void;

  constructor(private readonly job: WorkerJob) {
    const { first, last, stream, workers, schedule } = job;
    const left = last - first + 1;
    this.ledger = new ChunkLedger({ first, state: stream.state() }, last);
    this.threads = Math.min(workers, Math.ceil(left / schedule.next(left)));
    this.file = "kind" in job.plan && job.plan.kind === "power" ? POWER_STUDIES : REPLICATES;
    this.patience = this.threads === 1 ? 2 : 1;
    this.result = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
  }

  start(): Promise<void> {
    const { signal } = this.job;
    if (signal.aborted) return Promise.resolve();
    signal.addEventListener("abort", this.finish, { once: true });
    this.guarded(() => this.hire(this.threads));
    return this.result;
  }

  /** Takes threads and gives them work. */
  private hire(count: number): void {
    try {
      if (count > 0) for (const worker of takeWorkers(count, this.file)) this.engage(worker);
    } catch {
      // The system gives no more threads: those that are there, or this one, do the work.
      this.deaths = MOST_DEATHS;
    }
    this.dispatch();
  }

  private engage(worker: WorkerThread): void {
    this.tasks.set(worker, []);
    worker.listen({
      answered: (answer) => this.guarded(() => this.take(worker, answer)),
      lost: (reason, outOfMemory) => this.guarded(() => this.bury(worker, reason, outOfMemory)),
    });
    worker.post({ kind: "begin", plan: this.job.plan, capacity: this.job.schedule.capacity });
  }

  /** Gives work to whom has none, while there is some. */
  private dispatch(): void {
    if (this.finished) return;
    const { schedule } = this.job;
    for (const [worker, chunks] of this.tasks) {
      while (chunks.length < this.patience && !this.waits()) {
        const chunk = this.ledger.take((left) => schedule.next(left));
        if (chunk === undefined) break;
        const from = this.ledger.before(chunk);
        chunk.due = performance.now() + this.times.toSkip(chunk.first - from.first) + this.times.toDraw(chunk.count);
        chunks.push(chunk);
        worker.post({ kind: "chunk", first: chunk.first, count: chunk.count, from });
      }
    }
    if (this.ledger.isDone) this.finish();
    else if (this.tasks.size === 0) environment.afterEvents(() => this.guarded(() => this.computeNext()));
  }

  /** Whether it takes less to wait for the draws that others make than to pass over them. */
  private waits(): boolean {
    const { ahead } = this.ledger;
    if (ahead === undefined || this.threads === 1) return false;
    const { chunk, count } = ahead;
    const cost = this.times.toSkip(count);
    if (cost === 0 || chunk.due - performance.now() >= cost) return false;
    if (this.waiting?.chunk !== chunk) {
      const waiting = { chunk, over: false };
      this.waiting = waiting;
      environment.inBackground(() => {
        waiting.over = true;
        if (this.tasks.size > 0) this.guarded(() => this.dispatch());
      }, cost);
    }
    return !this.waiting!.over;
  }

  private take(worker: WorkerThread, answer: Answer): void {
    if (answer.kind === "ended") return;
    const chunks = this.tasks.get(worker);
    const first = answer.kind === "replicates" ? answer.replicates.first : answer.first;
    const chunk = chunks?.find((each) => each.first === first);
    if (this.finished || chunks === undefined || chunk === undefined) return;
    if (answer.kind === "drawn") {
      this.times.learn(chunk.count, answer.time);
      this.ledger.drawn(chunk, answer.state);
      return this.dispatch();
    }
    chunks.splice(chunks.indexOf(chunk), 1);
    if (answer.kind === "failed") {
      this.deaths++;
      this.again(chunk);
      if (this.deaths >= MOST_DEATHS && !this.finished) this.dismiss();
    } else {
      this.deaths = 0;
      this.job.schedule.learn(answer.replicates.count, answer.time);
      this.store(chunk, answer.replicates);
    }
    this.dispatch();
  }

  /** What a thread that has ended was to do is given to another one. */
  private bury(worker: WorkerThread, reason: string, outOfMemory: boolean): void {
    const chunks = this.tasks.get(worker);
    if (this.finished || chunks === undefined) return;
    this.tasks.delete(worker);
    this.deaths++;
    for (const chunk of chunks) {
      if (chunk.losses === MOST_LOSSES && outOfMemory) this.giveUp(chunk, reason);
      else this.again(chunk);
    }
    this.hire(this.deaths < MOST_DEATHS ? 1 : 0);
  }

  /** This thread does what is left. */
  private dismiss(): void {
    for (const [worker, chunks] of this.tasks) {
      this.tasks.delete(worker);
      for (const chunk of chunks) this.ledger.lose(chunk);
      this.send(worker);
    }
  }

  /** Lets a thread wait for other work. */
  private send(worker: WorkerThread): void {
    worker.post({ kind: "end" });
    returnWorker(worker);
  }

  /** On another thread, at last on this one. */
  private again(chunk: Chunk): void {
    if (chunk.losses < MOST_LOSSES) this.ledger.lose(chunk);
    else this.compute(chunk);
  }

  /** Without threads, one chunk after the other on this one, with room for other events between them. */
  private computeNext(): void {
    if (this.finished) return;
    const chunk = this.ledger.take((left) => this.job.schedule.next(left));
    if (chunk !== undefined) this.compute(chunk);
    this.dispatch();
  }

  private compute(chunk: Chunk): void {
    try {
      const started = performance.now();
      const replicator = (this.here ??= this.job.replicator(this.job.schedule.capacity));
      const { first, state } = this.ledger.before(chunk);
      replicator.open(state);
      replicator.skip(chunk.first - first);
      replicator.draw(chunk.count);
      this.ledger.drawn(chunk, replicator.state());
      const replicates = replicator.refit(chunk.first, chunk.count);
      // A statistic of one's own may have stopped the run: the stream is left before this chunk then.
      if (this.finished) return;
      this.job.schedule.learn(chunk.count, performance.now() - started);
      this.store(chunk, replicates);
    } catch (error) {
      // The memory of one that has failed half-way is not used again.
      this.here = undefined;
      if (this.finished) return;
      // Where nothing could be computed yet, nothing can.
      if (error instanceof LimitError && !this.isUnderWay) throw error;
      this.giveUp(chunk, (error as Error).message);
    }
  }

  private giveUp(chunk: Chunk, reason: string): void {
    if (!this.ledger.isDrawn(chunk)) {
      const { first, state } = this.ledger.before(chunk);
      this.ledger.drawn(chunk, passedOver(this.job.plan, state, chunk.first + chunk.count - first));
    }
    this.ledger.done(chunk);
    this.job.onMissing(chunk.first, chunk.count, `it could not be computed on any thread: ${reason}`);
    this.report();
  }

  private store(chunk: Chunk, replicates: Replicates): void {
    this.isUnderWay = true;
    this.ledger.done(chunk);
    this.job.onReplicates(replicates);
    this.report();
  }

  private report(): void {
    const { first, state } = this.ledger.position;
    this.job.onProgress?.(first, state);
  }

  /** Ends the run; threads that are at work end it with what they have begun. */
  private readonly finish = (): void => {
    if (this.finished) return;
    this.finished = true;
    this.job.signal.removeEventListener("abort", this.finish);
    this.job.stream.restore(this.ledger.position.state);
    this.here?.release();
    for (const worker of this.tasks.keys()) this.send(worker);
    this.resolve();
  };

  private guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.reject(error);
      this.finish();
    }
  }
}
