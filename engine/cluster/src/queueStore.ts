import type { Redis } from "ioredis";
import { FileError, RELEASE, reasonOf, type Shard } from "mixedmodels/cluster";
import { parseRecord, type StudyRecord } from "./shards";
import type { Signature } from "./signature";
import { parseNote, type WorkerNote } from "./workerNote";

/** What is put on the server expires after so many seconds: 14 days. */
const LIFE = 14 * 86_400;
/** What lives so long need not be told to live on more often than every so many ms. */
const RENEWAL = 3_600_000;
/** A worker that has not been heard of for so many ms is gone. */
const SILENCE = 30_000;
/** A study is at most so large. */
const MOST_BYTES = 2 ** 30;

/** The name of the queue: workers take shards of studies of their own release and key alone. */
export function queueName({ name }: Signature): string {
  return `mixedmodels-${RELEASE}-${name}`;
}

/** What a job holds: the study and the replicates, of one shard or several. */
export interface ShardJob extends Shard {
  /** The study. */
  readonly id: string;
  /** How often processes failed with its shards, as {@link QueueStore.signedLosses} writes it. */
  readonly losses?: string;
}

/** How often processes failed with shards, by the first replicate of each. */
export type Losses = ReadonlyMap<number, number>;

/** Digits of the number of a run. */
const RUN_DIGITS = 16;

/** The name of a job. */
export function jobId(id: string, { first }: Shard): string {
  return `${id}-${first}`;
}

/** Where a queue has its jobs. */
const LISTS = ["wait", "active"] as const;
const LISTS_TWICE = [...LISTS, ...LISTS];

/** Whether the data of a job are those that were put in. */
function isDataOf({ id, first, count }: ShardJob, text: string | null): boolean {
  try {
    const data = JSON.parse(text!) as Partial<ShardJob> | null;
    return data !== null && data.id === id && data.first === first && data.count === count;
  } catch {
    return false;
  }
}

/** Workers of all releases and keys. */
const WORKERS = "mm:workers";

/** What is known of a study that is being computed. */
export interface StudyNews {
  /** The first replicates of the parts that are there. */
  readonly parts: ReadonlySet<number>;
  /** The reasons of those that could not be computed, by their first replicates. */
  readonly lost: ReadonlyMap<number, string>;
  readonly isCancelled: boolean;
  /** The workers that have been heard of lately. */
  readonly workers: readonly WorkerNote[];
}

/**
 * Studies, their parts and the workers, as they are kept on the server: signed, each key's apart. What is not signed
 * with the key is as if it were not there, or is an error.
 *
 * Each time that a notebook begins a study or goes on with it is a run of it, with a number above those before. Marks
 * (shards that were given up, how often processes failed with them, the end of a study) hold the number of the run in
 * which they were made, and those of runs before the latest one that is known here are as if they were not there: who
 * puts an old one back has no use of it.
 */
export class QueueStore {
  /** When each study was last told to live on. */
  private readonly renewed = new Map<string, number>();
  /** Jobs that could not be done when they were last looked at. */
  private unsound: ReadonlySet<string> = new Set();
  /** The latest run of each study that is known here. */
  private readonly runs = new Map<string, number>();

  constructor(
    private readonly redis: Redis,
    private readonly signature: Signature,
  ) {}

  /** Puts a study there unless it is, and has it live on. @throws FileError if something else is there */
  async putStudy(record: StudyRecord, bytes: Uint8Array): Promise<void> {
    const { id } = record;
    const place = this.key("study", id);
    const signed = this.signed("study", id, bytes);
    const isNew = (await this.redis.set(place, signed, "EX", LIFE, "NX")) !== null;
    if (!isNew && !signed.equals((await this.redis.getBuffer(place)) ?? signed))
      throw new FileError(`the study ${id} is on the server already, with other bytes than it has here`, id);
    const text = Buffer.from(JSON.stringify(record));
    await this.redis.set(this.key("record", id), this.signed("record", id, text), "EX", LIFE, "NX");
    await this.renew(id);
  }

  /** Whether a key guards what lies on the server from strangers. */
  get hasKey(): boolean {
    return this.signature.hasKey;
  }

  /** Removes a study and its record where the key has not signed them: they are as if they were not there. */
  async dropForged(id: string): Promise<void> {
    for (const kind of ["study", "record"] as const) {
      const signed = await this.redis.getBuffer(this.key(kind, id));
      if (signed !== null && !this.isSigned(kind, id, signed)) await this.redis.del(this.key(kind, id));
    }
  }

  /** @throws FileError for a record that is not signed, or none */
  async record(id: string): Promise<StudyRecord | undefined> {
    const signed = await this.redis.getBuffer(this.key("record", id));
    if (signed === null) return undefined;
    const text = Buffer.from(this.opened("record", id, signed)).toString();
    try {
      const record = parseRecord(text);
      if (record.id !== id) throw new TypeError("it is that of another one");
      return record;
    } catch (error) {
      throw new FileError(`the record of the study ${id} cannot be read: ${reasonOf(error)}`, id);
    }
  }

  async hasStudy(id: string): Promise<boolean> {
    return (await this.redis.exists(this.key("study", id), this.key("record", id))) === 2;
  }

  /** @throws FileError if it is not there, too large or not signed */
  async studyBytes(id: string): Promise<Uint8Array> {
    const place = this.key("study", id);
    const length = await this.redis.strlen(place);
    if (length > MOST_BYTES) throw new FileError(`a study has at most ${MOST_BYTES} bytes; ${id} has ${length}`, id);
    const signed = await this.redis.getBuffer(place);
    if (signed === null) throw new FileError(`the study ${id} is not on the server`, id);
    return this.opened("study", id, signed);
  }

  /** The ids of the studies of this key that have not expired. */
  async studies(): Promise<string[]> {
    const ids = await this.redis.smembers(this.key("studies"));
    const pipeline = this.redis.pipeline();
    for (const id of ids) pipeline.exists(this.key("record", id));
    const isThere = answers(await pipeline.exec());
    const old = ids.filter((_, i) => isThere[i] === 0);
    if (old.length > 0) await this.redis.srem(this.key("studies"), ...old);
    return ids.filter((_, i) => isThere[i] !== 0);
  }

  async putPart(id: string, { first }: Shard, bytes: Uint8Array): Promise<void> {
    const place = this.key("parts", id);
    const signed = this.signed("part", id, bytes, first);
    answers(await this.redis.pipeline().hset(place, String(first), signed).expire(place, LIFE).exec());
    if (performance.now() - (this.renewed.get(id) ?? -Infinity) > RENEWAL) await this.renew(id);
  }

  /** Which of these shards have their parts there. */
  async haveParts(id: string, shards: readonly Shard[]): Promise<boolean[]> {
    const pipeline = this.redis.pipeline();
    for (const { first } of shards) pipeline.hexists(this.key("parts", id), String(first));
    return answers(await pipeline.exec()).map((answer) => answer === 1);
  }

  /** The first replicates of the parts that are there. */
  async parts(id: string): Promise<Set<number>> {
    return new Set((await this.redis.hkeys(this.key("parts", id))).map(Number));
  }

  async countParts(id: string): Promise<number> {
    return this.redis.hlen(this.key("parts", id));
  }

  /** The signed parts of shards, which {@link openPart} opens; null for one that is not there. */
  async signedParts(id: string, shards: readonly Shard[]): Promise<(Buffer | null)[]> {
    return this.redis.hmgetBuffer(this.key("parts", id), ...shards.map(({ first }) => String(first)));
  }

  /** @throws FileError if it is not signed */
  openPart(id: string, { first }: Shard, signed: Uint8Array): Uint8Array {
    return this.opened("part", id, signed, first);
  }

  async removePart(id: string, { first }: Shard): Promise<void> {
    await this.redis.hdel(this.key("parts", id), String(first));
  }

  /** A shard that could not be computed. */
  async giveUp(id: string, { first }: Shard, reason: string): Promise<void> {
    const place = this.key("lost", id);
    const signed = this.signedMark("lost", id, reason, first);
    answers(await this.redis.pipeline().hset(place, String(first), signed).expire(place, LIFE).exec());
  }

  /** How often processes failed with the shards of a job: what the key has not signed is not believed. */
  losses({ id, losses }: ShardJob): Losses {
    try {
      const counts: unknown[] = JSON.parse(this.openedMark("losses", id, Buffer.from(losses!, "base64")) ?? "[]");
      const isCount = (each: unknown): each is [number, number] =>
        Array.isArray(each) && each.length === 2 && each.every(Number.isSafeInteger);
      return new Map(counts.filter(isCount));
    } catch {
      return new Map();
    }
  }

  /** What {@link losses} reads. */
  signedLosses(id: string, losses: Losses): string {
    return this.signedMark("losses", id, JSON.stringify([...losses])).toString("base64");
  }

  /** Begins a run of a study: what was given up or cancelled before is tried again. */
  async goOn(id: string): Promise<void> {
    const before = this.learnRun(id, await this.redis.getBuffer(this.key("run", id)));
    this.runs.set(id, Math.max(before + 1, Date.now()));
    await this.putRun(id);
    await this.redis.del(this.key("lost", id), this.key("cancelled", id));
  }

  /** Puts the latest run of a study that is known here in the place of an earlier one, or none. */
  async keepRun(id: string): Promise<void> {
    const run = this.runOf(id);
    const signed = await this.redis.getBuffer(this.key("run", id));
    if (this.learnRun(id, signed) === run && this.runIn(id, signed) !== run) await this.putRun(id);
  }

  async cancel(id: string): Promise<void> {
    this.learnRun(id, await this.redis.getBuffer(this.key("run", id)));
    await this.redis.set(this.key("cancelled", id), this.signedMark("cancelled", id, ""), "EX", LIFE);
  }

  async isCancelled(id: string): Promise<boolean> {
    const [run, cancelled] = await this.redis.mgetBuffer(this.key("run", id), this.key("cancelled", id));
    this.learnRun(id, run);
    return this.isEnd(id, cancelled);
  }

  /** What there is to know of a study, by one question to the server. */
  async news(id: string): Promise<StudyNews> {
    const pipeline = this.redis
      .pipeline()
      .hkeys(this.key("parts", id))
      .hgetallBuffer(this.key("lost", id))
      .mgetBuffer(this.key("run", id), this.key("cancelled", id))
      .time()
      .zrange(WORKERS, 0, -1, "WITHSCORES");
    const [parts, lost, [run, cancelled], time, notes] = answers(await pipeline.exec()) as [
      string[],
      { readonly [first: string]: Buffer },
      readonly (Buffer | null)[],
      ServerTime,
      string[],
    ];
    this.learnRun(id, run);
    return {
      parts: new Set(parts.map(Number)),
      lost: new Map(Object.entries(lost).flatMap(([first, signed]) => this.reason(id, Number(first), signed))),
      isCancelled: this.isEnd(id, cancelled),
      workers: notesAbout(inMs(time), notes),
    };
  }

  /** Writes something small. @throws Error of a server that takes nothing */
  async knock(): Promise<void> {
    await this.redis.set(this.key("knock"), "", "EX", 60);
  }

  /**
   * Which of these jobs the queue knows. One that is in none of its lists, or has other data than were put in, can
   * never be done: if it is found so a second time it is removed, and is not known.
   */
  async known(jobs: readonly ShardJob[]): Promise<boolean[]> {
    const queue = `bull:${queueName(this.signature)}`;
    const names = jobs.map((job) => jobId(job.id, job));
    const pipeline = this.redis.pipeline();
    // What moves from one to the other meanwhile is in one of these.
    for (const list of LISTS_TWICE) pipeline.lrange(`${queue}:${list}`, 0, -1);
    for (const name of names) pipeline.hget(`${queue}:${name}`, "data");
    const replies = answers(await pipeline.exec());
    const listed = new Set((replies.slice(0, LISTS_TWICE.length) as string[][]).flat());
    const data = replies.slice(LISTS_TWICE.length) as (string | null)[];
    const isSound = jobs.map((job, i) => listed.has(names[i]) && isDataOf(job, data[i]));
    const unsound = names.filter((_, i) => !isSound[i] && data[i] !== null);
    const removed = new Set(unsound.filter((name) => this.unsound.has(name)));
    this.unsound = new Set(unsound);
    const removal = this.redis.pipeline();
    for (const name of removed) {
      for (const list of LISTS) removal.lrem(`${queue}:${list}`, 0, name);
      removal.del(`${queue}:${name}`);
    }
    answers(await removal.exec());
    return names.map((name, i) => data[i] !== null && !removed.has(name));
  }

  /** A worker says that it is there. The server's clock counts, as those of machines differ. */
  async greet(note: WorkerNote): Promise<void> {
    const now = inMs((await this.redis.time()) as unknown as ServerTime);
    const pipeline = this.redis
      .pipeline()
      .zadd(WORKERS, now, JSON.stringify(note))
      .zremrangebyscore(WORKERS, "-inf", now - SILENCE)
      .zremrangebyscore(WORKERS, now + SILENCE, "+inf");
    answers(await pipeline.expire(WORKERS, LIFE).exec());
  }

  async leave(note: WorkerNote): Promise<void> {
    await this.redis.zrem(WORKERS, JSON.stringify(note));
  }

  isOfThisKey({ key }: WorkerNote): boolean {
    return key === this.signature.name;
  }

  /** The workers that have been heard of lately. */
  async workers(): Promise<WorkerNote[]> {
    const pipeline = this.redis.pipeline().time().zrange(WORKERS, 0, -1, "WITHSCORES");
    const [time, notes] = answers(await pipeline.exec()) as [ServerTime, string[]];
    return notesAbout(inMs(time), notes);
  }

  /** What is used lives on: a study and its record expire no sooner than its parts. */
  private async renew(id: string): Promise<void> {
    const pipeline = this.redis.pipeline().sadd(this.key("studies"), id);
    for (const kind of ["study", "record", "parts", "run"] as const) pipeline.expire(this.key(kind, id), LIFE);
    answers(await pipeline.expire(this.key("studies"), LIFE).exec());
    this.renewed.set(id, performance.now());
  }

  /** The reason of a shard that was given up; none where the key has not signed it in this run. */
  private reason(id: string, first: number, signed: Buffer): [first: number, reason: string][] {
    const reason = this.openedMark("lost", id, signed, first);
    return reason === undefined ? [] : [[first, reason]];
  }

  private isSigned(kind: Kind, id: string, signed: Buffer): boolean {
    try {
      this.opened(kind, id, signed);
      return true;
    } catch {
      return false;
    }
  }

  private isEnd(id: string, signed: Buffer | null): boolean {
    return signed !== null && this.openedMark("cancelled", id, signed) === "";
  }

  private runOf(id: string): number {
    return this.runs.get(id) ?? 0;
  }

  private async putRun(id: string): Promise<void> {
    const signed = this.signed("run", id, Buffer.from(runDigits(this.runOf(id))));
    await this.redis.set(this.key("run", id), signed, "EX", LIFE);
  }

  /** The latest run that is known once these bytes have been looked at. */
  private learnRun(id: string, signed: Buffer | null): number {
    const run = Math.max(this.runOf(id), this.runIn(id, signed));
    this.runs.set(id, run);
    return run;
  }

  /** The number of a run; 0 where the key has signed none. */
  private runIn(id: string, signed: Buffer | null): number {
    try {
      const run = Number(Buffer.from(this.opened("run", id, signed!)).toString());
      return Number.isSafeInteger(run) ? run : 0;
    } catch {
      return 0;
    }
  }

  /** A text with the number of the latest run before it. */
  private signedMark(kind: Kind, id: string, text: string, first?: number): Buffer {
    return this.signed(kind, id, Buffer.from(runDigits(this.runOf(id)) + text), first);
  }

  /** The text of a mark; undefined where the key has not signed it, or in a run before the latest. */
  private openedMark(kind: Kind, id: string, signed: Uint8Array, first?: number): string | undefined {
    try {
      const text = Buffer.from(this.opened(kind, id, signed, first)).toString();
      const isLatest = Number(text.slice(0, RUN_DIGITS)) >= this.runOf(id);
      return isLatest ? text.slice(RUN_DIGITS) : undefined;
    } catch {
      return undefined;
    }
  }

  private signed(kind: Kind, id: string, bytes: Uint8Array, first?: number): Buffer {
    return Buffer.from(this.signature.sign(useOf(kind, id, first), bytes));
  }

  private opened(kind: Kind, id: string, signed: Uint8Array, first?: number): Uint8Array {
    return this.signature.open(useOf(kind, id, first), signed);
  }

  private key(kind: Kind | "parts" | "studies" | "knock", id?: string): string {
    return ["mm", this.signature.name, kind, ...(id === undefined ? [] : [id])].join(":");
  }
}

type Kind = "study" | "record" | "part" | "run" | "losses" | "lost" | "cancelled";

/** The number of a run, as marks begin with it. */
function runDigits(run: number): string {
  return String(run).padStart(RUN_DIGITS, "0");
}

/** What bytes are for, so that none can take the place of others. */
function useOf(kind: Kind, id: string, first?: number): string {
  return first === undefined ? `${kind} ${id}` : `${kind} ${id} ${first}`;
}

type ServerTime = readonly [seconds: string, microseconds: string];

function inMs([seconds, microseconds]: ServerTime): number {
  return 1000 * Number(seconds) + Math.floor(Number(microseconds) / 1000);
}

/** The notes of a sorted set, each before the time of its writing, that were written lately. */
function notesAbout(now: number, notes: readonly string[]): WorkerNote[] {
  return notes.flatMap((text, i) => {
    const isLate = Math.abs(Number(notes[i + 1]) - now) < SILENCE;
    const note = i % 2 === 0 && isLate ? parseNote(text) : undefined;
    return note === undefined ? [] : [note];
  });
}

/** The answers to a pipeline. @throws the first error among them */
function answers(replies: [error: Error | null, answer: unknown][] | null): unknown[] {
  if (replies === null) throw new Error("the server has not answered");
  return replies.map(([error, answer]) => {
    if (error !== null) throw error;
    return answer;
  });
}
