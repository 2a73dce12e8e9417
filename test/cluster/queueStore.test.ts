import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { begin, QueueRun } from "cluster/queue";
import { QueueStore } from "cluster/queueStore";
import { Signature } from "cluster/signature";

const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-store-"));
afterAll(() => rmSync(folder, { recursive: true }));

function signature(name: string, key: Uint8Array | string): Signature {
  writeFileSync(path.join(folder, name), key);
  return new Signature(path.join(folder, name));
}
const own = signature("own", "0123456789abcdef\r\n");
const other = signature("other", "fedcba9876543210");

/** What the store asks of a server, kept in memory. */
class Memory {
  readonly values = new Map<string, Buffer | string>();
  readonly hashes = new Map<string, Map<string, Buffer | string>>();
  readonly renewed: string[] = [];
  failing = false;

  async set(key: string, value: Buffer | string, ...how: unknown[]): Promise<"OK" | null> {
    if (how.includes("NX") && this.values.has(key)) return null;
    this.values.set(key, value);
    return "OK";
  }
  get = async (key: string) => this.values.get(key)?.toString() ?? null;
  getBuffer = async (key: string) => (this.values.get(key) as Buffer | undefined) ?? null;
  exists = async (...keys: string[]) => keys.filter((key) => this.values.has(key)).length;
  del = async (...keys: string[]) => keys.filter((key) => this.values.delete(key)).length;
  zremrangebyscore = async () => 0;
  zrange = async () => [];
  hgetall = async (key: string) => Object.fromEntries(this.hashes.get(key) ?? []);
  hkeys = async (key: string) => [...(this.hashes.get(key)?.keys() ?? [])];
  hgetBuffer = async (key: string, field: string) => this.hashes.get(key)?.get(field) ?? null;
  hdel = async (key: string, field: string) => Number(this.hashes.get(key)?.delete(field) ?? false);

  pipeline() {
    const answers: [Error | null, unknown][] = [];
    const answer = (value: unknown) => {
      answers.push(this.failing ? [new Error("the server is out of memory"), undefined] : [null, value]);
      return pipeline;
    };
    const pipeline = {
      hset: (key: string, field: string, value: Buffer | string) => {
        if (!this.hashes.has(key)) this.hashes.set(key, new Map());
        this.hashes.get(key)!.set(field, value);
        return answer(1);
      },
      expire: (key: string) => {
        this.renewed.push(key);
        return answer(1);
      },
      exists: (key: string) => answer(Number(this.values.has(key))),
      hexists: (key: string, field: string) => answer(Number(this.hashes.get(key)?.has(field) ?? false)),
      exec: async () => answers,
    };
    return pipeline;
  }
}

const study = { id: "a-2", label: "b", bytes: Uint8Array.of(1, 2, 3), n: 2, bytesEach: 8, timeEach: () => 1 };
const shard = { first: 1, count: 2 };
const storeOf = (memory: Memory, signed: Signature): QueueStore => new QueueStore(memory as never, signed);

function watchOf(part: () => void) {
  const { signal } = new AbortController();
  return { part, missing: jest.fn(), state: jest.fn(), left: signal, cancelled: signal };
}

test.each<[string, Signature]>([
  ["another key", other],
  ["no key", new Signature(undefined)],
])("a notebook with %s leaves a signed study and its parts as they are", async (_, signed) => {
  const memory = new Memory();
  const store = storeOf(memory, own);
  const record = await begin(store, study);
  await store.putPart(study.id, shard, Uint8Array.of(7));
  await expect(begin(storeOf(memory, signed), study)).rejects.toThrow(
    "the study a-2 is on the server already, signed with another key or with none",
  );
  expect(await store.hasStudy(study.id)).toBe(true);
  expect([...(await store.part(study.id, shard))!]).toEqual([7]);
  const run = new QueueRun(storeOf(memory, other), {} as never, record, study.bytes, watchOf(jest.fn()));
  await expect(run.wait()).rejects.toThrow("studies and parts are signed with the key of this queue");
  expect([...(await store.part(study.id, shard))!]).toEqual([7]);
  expect(await begin(store, study)).toEqual(record);
});

test("a part has study, record and parts live on", async () => {
  const memory = new Memory();
  await storeOf(memory, own).putPart(study.id, shard, Uint8Array.of(7));
  expect(memory.renewed).toEqual(["mm:study:a-2", "mm:record:a-2", "mm:parts:a-2"]);
});

test("a server's error is none of its answers", async () => {
  const memory = new Memory();
  const store = storeOf(memory, own);
  expect(await store.needs(study.id, shard)).toBe(true);
  memory.failing = true;
  await expect(store.needs(study.id, shard)).rejects.toThrow("the server is out of memory");
});

test("a study that another notebook has cancelled is waited for no longer", async () => {
  const memory = new Memory();
  const store = storeOf(memory, own);
  const record = await begin(store, study);
  await store.cancel(study.id);
  const watch = watchOf(jest.fn());
  await new QueueRun(store, {} as never, record, study.bytes, watch).wait();
  expect(watch.part).not.toHaveBeenCalled();
  expect(watch.missing).not.toHaveBeenCalled();
});

test("a record of another study or number of replicates is refused", async () => {
  const memory = new Memory();
  const store = storeOf(memory, own);
  await begin(store, study);
  await expect(begin(store, { ...study, n: 3 })).rejects.toThrow("has 3 replicates; its record on the server says 2");
  memory.values.set("mm:record:b-2", memory.values.get("mm:record:a-2")!);
  await expect(store.record("b-2")).rejects.toThrow("the record of the study b-2 is that of another one");
});

test("a key is bytes, without the line ends behind it", () => {
  const bytes = Uint8Array.of(1);
  const signed = own.sign("x", bytes);
  expect(signature("plain", "0123456789abcdef").open("x", signed)).toHaveLength(1);
  expect(() => signature("spaced", "0123456789abcdef ").open("x", signed)).toThrow("x is not");
  const [high, higher] = [0xfe, 0xff].map((byte) => signature(`binary${byte}`, Buffer.alloc(16, byte)));
  expect(() => higher.open("x", high.sign("x", bytes))).toThrow("x is not");
});
