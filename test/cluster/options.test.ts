import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import path from "node:path";
import { connectionOf } from "cluster/connection";
import { queue } from "cluster/queue";
import { parseRecord, shardName } from "cluster/shards";
import { Signature } from "cluster/signature";
import { usualMemory } from "cluster/size";
import { slurm } from "cluster/slurm";
import { quoted, slurmScript } from "cluster/slurmScript";
import { TimeLimit } from "cluster/timeLimit";
import fc from "fast-check";
import { effort, holds } from "../hard/properties/property";
import { WORKER } from "./processes";

const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-options-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

test.each<[string, object, string]>([
  ["no folder", {}, "the option folder of slurm is a path that all nodes see; got undefined"],
  [
    "a folder in quotation marks",
    { folder: '/a/"b"' },
    "a path without quotation marks, backslashes and line ends, as",
  ],
  [
    "a folder with a backslash",
    { folder: "/a\\b" },
    "a path without quotation marks, backslashes and line ends, as Sl",
  ],
  [
    "a folder of two lines",
    { folder: "/a\nb" },
    "a path without quotation marks, backslashes and line ends, as Slurm's",
  ],
  ["half a task", { folder: "x", tasks: 1.5 }, "the option tasks of slurm is a positive whole number; got 1.5"],
  ["a time in words", { folder: "x", time: "two hours" }, 'the option time of slurm is one as "2:00:00" or "1-12"'],
  ["two lines as an option", { folder: "x", sbatch: ["--a\nrm"] }, 'the option sbatch of slurm is a list as ["--part'],
  ["an unknown option", { folder: "x", task: 3 }, "unknown option of slurm 'task' (did you mean 'tasks'?)"],
  ["memory in words", { folder: "x", memory: "much" }, 'the option memory of slurm is one as "4G" or "500M"'],
])("slurm refuses %s", (_, options, message) => {
  expect(() => slurm(options as never)).toThrow(message);
});

test.each<[string, string, object, string]>([
  ["another protocol", "http://x", {}, 'the address of a queue is one as "rediss://'],
  ["no address", "x", {}, 'the address of a queue is one as "rediss://'],
  ["an address without a machine", "rediss://", {}, 'the address of a queue is one as "rediss://'],
  ["no text", 6379 as never, {}, 'the address of a queue is one as "rediss://'],
  ["a database in words", "redis://localhost/main", {}, 'the address of a queue is one as "rediss://'],
  ["a path", "redis://localhost/0/1", {}, 'the address of a queue is one as "rediss://'],
  ["a question", "rediss://localhost?password=secret", {}, 'the address of a queue is one as "rediss://'],
  ["a port beyond", "redis://localhost:99999", {}, 'the address of a queue is one as "rediss://'],
  ["port 0", "redis://localhost:0", {}, 'the address of a queue is one as "rediss://'],
  ["a user that is no text", "redis://%zz@localhost", {}, 'the address of a queue is one as "rediss://'],
  [
    "a machine that looks like this one",
    "redis://127.0.0.1.example.org",
    {},
    "a queue on another machine is reached by",
  ],
  ["a name that begins like this one", "redis://localhost.example.org", {}, "a queue on another machine is reached by"],
  ["all addresses", "redis://0.0.0.0", {}, "a queue on another machine is reached by rediss://"],
  ["a word for a switch", "redis://x", { insecure: "false" }, "insecure is true or false; got 'false'"],
  [
    "a number for a file",
    "rediss://x",
    { passwordFile: 1 },
    "the option passwordFile of queue is the path of a file; got 1",
  ],
  ["no path for a key", "rediss://x", { keyFile: "" }, "the option keyFile of queue is the path of a file; got ''"],
  ["an empty password", "rediss://x", { passwordFile: "/dev/null" }, "'/dev/null' is empty"],
  [
    "a folder for a password",
    "rediss://x",
    { passwordFile: "/" },
    "the password of a queue is in a file; '/' cannot be",
  ],
  ["a folder for a certificate", "rediss://x", { ca: "/" }, "the certificate '/' cannot be read"],
  ["an empty key", "rediss://x", { keyFile: "/dev/null" }, "'/dev/null' has 0"],
  ["an unknown option", "rediss://x", { keyfile: "k" }, "unknown option of queue 'keyfile' (did you mean 'keyFile'?)"],
  [
    "another machine without TLS",
    "redis://queue.example.org",
    {},
    "a queue on another machine is reached by rediss://",
  ],
  ["a password in the notebook", "redis://u:secret@localhost", {}, "the address of a queue is without its password"],
  [
    "a certificate that is not there",
    "rediss://localhost",
    { ca: "/no/ca" },
    "the certificate '/no/ca' cannot be read",
  ],
  [
    "a key that is not there",
    "rediss://localhost",
    { keyFile: "/no/key" },
    "the key of a queue is in a file; '/no/key'",
  ],
])("queue refuses %s", (_, address, options, message) => {
  expect(() => queue(address, options)).toThrow(message);
});

test("an address that is refused is told without the password in it", () => {
  for (const address of ["redis://u:secret@localhost", "http://u:secret@localhost", "redis:/u:secret@x", "u:secret@x"])
    expect(messageOf(() => queue(address))).not.toMatch(/secret/);
});

test("whatever else is wrong with an address, no part of its password is told", () => {
  const junk = fc.stringMatching(/^[@/?#:%\\. \na[\]]{0,6}$/);
  const protocol = fc.constantFrom("rediss://", "redis://", "redis:/", "http://", "", "rediss:", "//");
  const told = fc.property(
    protocol,
    junk,
    junk,
    junk,
    fc.constantFrom("", ":0", "/main"),
    (to, user, before, after, end) => {
      const address = `${to}u${user}:${before}S3CRET${after}@queue.example.org${end}`;
      expect(messageOf(() => queue(address, { passwordFile: "/no/file" }))).not.toMatch(/S3CRET/);
    },
  );
  holds(told, effort(300, 20_000));
});

test("this machine is localhost, however it is spelled", () => {
  for (const host of ["LOCALHOST", "Localhost", "127.0.0.1", "[::1]"])
    expect(connectionOf(`redis://${host}`, {}).host).toBe(host.toLowerCase().replace(/[[\]]/g, ""));
});

test("a record is begun at a time that a Date has", () => {
  const record = { id: "a", label: "b", n: 1, release: "c", begun: 0, timeEach: 0, shards: [{ first: 1, count: 1 }] };
  for (const begun of [0, Date.now(), 8.64e15])
    expect(parseRecord(JSON.stringify({ ...record, begun })).begun).toBe(begun);
  for (const begun of [-1, 8.7e15, 1e300, null, "1"])
    expect(() => parseRecord(JSON.stringify({ ...record, begun }))).toThrow("it is not the record of a study");
});

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
}

test("the worker's command can be run", () => {
  const folder = path.join(__dirname, "../../engine/cluster");
  const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  expect(statSync(path.join(folder, bin["mixedmodels-worker"])).mode & 0o111).toBe(0o111);
});

test("a short key is refused", () => {
  expect(() => new Signature(file("short", "abc\n"))).toThrow("the key of a queue has 16 bytes or more");
});

test("an address says host, port, user and number, a file the password", () => {
  const passwordFile = file("password", "secret\n");
  expect(connectionOf("rediss://lab@queue.example.org:6380/2", { passwordFile })).toEqual({
    host: "queue.example.org",
    port: 6380,
    username: "lab",
    password: "secret",
    db: 2,
    tls: {},
    maxRetriesPerRequest: null,
  });
  expect(connectionOf("redis://[::1]", {}).host).toBe("::1");
  expect(connectionOf("redis://far", { insecure: true }).host).toBe("far");
});

test("what is signed opens for its use alone, and not once a byte has changed", () => {
  const signature = new Signature(file("key", "0123456789abcdef"));
  const bytes = Uint8Array.of(1, 2, 3);
  const signed = signature.sign("study a", bytes);
  expect([...signature.open("study a", signed)]).toEqual([1, 2, 3]);
  expect(() => signature.open("study b", signed)).toThrow("study b is not");
  for (let i = 0; i < signed.length; i++) {
    const changed = Uint8Array.from(signed);
    changed[i] ^= 1;
    expect(() => signature.open("study a", changed)).toThrow("study a is not");
  }
  expect(() => signature.open("study a", bytes)).toThrow("study a is not");
});

test.each(["plain", "it's", "a b", "$HOME", "`x`", 'say "y"', "100%"])("a shell reads the word %s as it is", (word) => {
  expect(execFileSync("bash", ["-c", `printf %s ${quoted(word)}`], { encoding: "utf8" })).toBe(word);
});

test("the script of a job is one that bash can read, in a folder of any name", () => {
  const script = slurmScript({
    name: "mixedmodels-1",
    folder: "/home/it's 5 %/x",
    tasks: 3,
    cpus: 2,
    time: "1:00:00",
    sbatch: ["--partition=short"],
    before: "module load nodejs/20",
    node: "node",
    worker: ["--limit", "5"],
  });
  expect(spawnSync("bash", ["-n"], { input: script, encoding: "utf8" }).stderr).toBe("");
  expect(script).toContain(`#SBATCH --output="/home/it's 5 %%/x/log/%A_%a.log"\n`);
  expect(script).toContain(`'/home/it'\\''s 5 %/x' --threads 2 --limit 5 --task "$SLURM_ARRAY_TASK_ID/3"`);
});

const record = (shards: string): string =>
  `{"id":"a","label":"b","release":"1","n":3,"begun":1,"timeEach":1,"shards":${shards}}`;
test.each([
  "{}",
  "null",
  record('[{"first":1,"count":2}]'),
  record('[{"first":2,"count":2}]'),
  record('[{"first":1,"count":0},{"first":1,"count":3}]'),
])("%s is not the record of a study", (text) => {
  expect(() => parseRecord(text)).toThrow(TypeError);
});

test("a shard may take ten times the usual, and at least a minute; at first what its record lets expect", () => {
  const limit = new TimeLimit(1000, undefined);
  expect(limit.of(1)).toBe(600_000);
  expect(limit.of(100)).toBe(2_000_000);
  for (const time of [50_000, 1, 20_000]) limit.learn(10, time);
  expect(limit.of(10)).toBe(200_000);
  expect(limit.of(1)).toBe(60_000);
  expect(new TimeLimit(1000, 5000).of(100)).toBe(5000);
  // What a timer cannot hold would end at once.
  for (const endless of [new TimeLimit(1e300, undefined), new TimeLimit(1, 1e300)])
    expect(endless.of(1e9)).toBe(7 * 86_400_000);
});

test("a process may take four fifths of the machine's memory where nobody has said how much", () => {
  expect(usualMemory()).toBeGreaterThan(0);
  expect(usualMemory()).toBeLessThanOrEqual(0.8 * totalmem());
});

test("workers say what they compute", () => {
  const names = (label?: string): string[] =>
    [
      { first: 3, count: 1 },
      { first: 3, count: 2 },
    ].map((shard) => shardName(shard, label));
  expect(names()).toEqual(["replicate 3", "replicates 3 to 4"]);
  expect(names("influence")).toEqual(["level 3", "levels 3 to 4"]);
  expect(names("profile")).toEqual(["parameter 3", "parameters 3 to 4"]);
  expect(names("toString")).toEqual(names());
});

test.each<[string[], number, RegExp]>([
  [["--help"], 0, /^usage:/],
  [[], 2, /^usage:/],
  [["folder"], 2, /the option --task is k\/W with k from 1 to W/],
  [["folder", "--task", "4/3"], 2, /the option --task is k\/W/],
  [
    ["/no/folder", "--task", "1/3"],
    1,
    /the folder of a study holds study\.json; '.*' cannot be read: there is no such file/,
  ],
  [["redis://far.example.org"], 2, /a queue on another machine is reached by rediss:\/\//],
  [["folder", "--task", "1/1", "--memory", "4"], 2, /the option --memory is a size as "4G"/],
  [["folder", "--tusk", "1/1"], 2, /--tusk/],
  [["rediss://x", "--password-file", ""], 2, /the option --password-file is the path of a file; got ''/],
  [["rediss://x", "--key-file", ""], 2, /the option --key-file is the path of a file; got ''/],
])("mixedmodels-worker %j ends with %i and says why", (args, code, said) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [WORKER, ...args], { encoding: "utf8" });
  expect([status, stdout + stderr]).toEqual([code, expect.stringMatching(said)]);
});
