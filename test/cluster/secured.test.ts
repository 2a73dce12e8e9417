import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { IS_LONG } from "../hard/properties/property";
import { until } from "../until";
import { type Certificates, certificates, noCertificates } from "./certificates";
import { freePorts } from "./freePorts";
import { Lines } from "./lines";
import { atHome, type Faults, type NotebookCall, notebook, WORKER, withFaults } from "./processes";
import { noRedis, RedisHere } from "./redisHere";

/** A server on another machine, which is this one: see names.cjs. */
const HOST = "queue.example.org";
const N = 400;
const SMALL: NotebookCall = { call: "dyestuff" };

const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-secured-"));
const missing = noRedis ?? noCertificates;
const at = (name: string): string => path.join(folder, name);
const env = { ...process.env, NODE_OPTIONS: `--require ${path.join(__dirname, "names.cjs")}` };
let redis: RedisHere;
let files: Certificates;
let url: string;
const workers: Lines[] = [];

/** The words of the line that makes the server's user, as the documentation has it. */
function userLine(password: string): string[] {
  const page = readFileSync(path.join(__dirname, "../../notebooks/on-a-cluster.md"), "utf8");
  return /^ACL (SETUSER lab .*)$/m.exec(page)![1].replace("PASSWORD", password).split(" ");
}

beforeAll(async () => {
  if (missing !== undefined) return;
  files = certificates(folder, HOST);
  mkdirSync(at("redis"));
  const [port] = await freePorts(1);
  url = `rediss://lab@${HOST}:${port}`;
  redis = await RedisHere.start(at("redis"), [
    `tls-port ${port}`,
    `tls-cert-file ${files.certificate}`,
    `tls-key-file ${files.key}`,
    `tls-ca-cert-file ${files.ca}`,
    "tls-auth-clients no",
  ]);
  writeFileSync(at("password"), "lab-password\n", { mode: 0o600 });
  expect(redis.says("acl", ...userLine("lab-password"))).toBe("OK");
});
afterEach(async () => {
  for (const worker of workers) worker.signal("SIGKILL");
  await Promise.all(workers.splice(0).map(({ ended }) => ended));
});
afterAll(async () => {
  await redis?.stop();
  await until("nothing is written any more", () => rmSync(folder, { recursive: true, force: true }));
});

if (missing !== undefined) test(`left out: ${missing}`, () => expect(missing).toMatch(/not installed/));
const ifSecured = missing === undefined ? test : test.skip;

function begin(
  place: string,
  { ca = files.ca, password = at("password"), faults }: { ca?: string; password?: string; faults?: Faults } = {},
): Lines {
  const args = [place, "--threads", "1", "--password-file", password, "--key-file", redis.keyFile, "--ca", ca];
  const worker = new Lines(process.execPath, [WORKER, ...args], faults === undefined ? env : withFaults(faults, env));
  workers.push(worker);
  return worker;
}

function ask(call: NotebookCall = {}, own: object = {}, place = url): Lines {
  const queue = { passwordFile: at("password"), ca: files.ca, keyFile: redis.keyFile, ...own };
  return notebook({ n: N, where: { url: place, queue }, ...call }, env);
}

ifSecured("over TLS, by the name of the server and with a user of few rights, all is as at home", async () => {
  // A shard that is tried again, and one that is cancelled and gone on with.
  const marks = at("marks");
  mkdirSync(marks);
  const begun = [begin(url, { faults: { marks, die: [101], lasting: 300 } }), begin(url)];
  await Promise.all(begun.map((worker) => worker.line(/takes work of mixedmodels/)));
  const run = ask({ cancelAfter: 2 });
  await run.line(/^(replicates|error) /);
  const listed = JSON.parse((await ask({ call: "studies" }).line(/^(studies|error) /)).replace("studies ", ""));
  expect(listed).toEqual([expect.objectContaining({ what: "parametricbootstrap", n: N, since: "string" })]);
  expect(await ask({ call: "cancel", id: listed[0].id }).line(/^(studies|error) /)).toMatch(/"waiting":0/);
  const again = ask();
  expect(await again.line(/^(sample|error) /)).toBe(await atHome({ n: N }));
  expect([run, again, ...begun].flatMap(({ lines }) => lines).join("\n")).not.toMatch(/NOPERM|ERR/);
  expect(redis.says("acl", "log")).toBe("");
});

ifSecured.each<[string, () => Lines, RegExp]>([
  ["no certificate of the authority", () => ask(SMALL, { ca: undefined }), /self-signed certificate|unable to verify/],
  [
    "a server of another name",
    () => ask(SMALL, {}, url.replace("queue.", "other.")),
    /does not match certificate's altnames/,
  ],
  ["a wrong password", () => ask(SMALL, { passwordFile: redis.keyFile }), /WRONGPASS/],
  ...(IS_LONG ? moreRefusals() : []),
])("%s is told in a sentence", async (_, run, reason) => {
  const line = await run().line(/a queue's server answers at its address/);
  expect(line).toMatch(new RegExp(`a queue's server answers at its address; .*:\\d+ says: .*(${reason.source})`));
});

ifSecured("the server's user reaches nothing else", () => {
  const as = (...command: string[]): string => redis.says("--user", "lab", "--pass", "lab-password", ...command);
  for (const command of [
    ["get", "other"],
    ["set", "other", "1"],
    ["hgetall", "bull:another-queue:1"],
    ["flushall"],
    ["config", "get", "dir"],
    ["keys", "*"],
    ["acl", "whoami"],
    ["shutdown"],
    ["scan", "0"],
    ["randomkey"],
    ["dbsize"],
    ["client", "list"],
    ["subscribe", "other"],
    ["eval", "return redis.call('get', 'other')", "0"],
  ])
    expect([command, as(...command)]).toEqual([
      command,
      expect.stringMatching(/NOPERM|can't (run|access)|No permissions/i),
    ]);
});

(missing === undefined && IS_LONG ? test : test.skip)("the commands of the page make a lab", async () => {
  const page = readFileSync(path.join(__dirname, "../../notebooks/on-a-cluster.md"), "utf8");
  const [server, work] = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block);
  const [port] = await freePorts(1);
  const lab = at("lab");
  mkdirSync(lab);
  const told = server.replaceAll("6380", String(port)).replace(/^redis-server .*$/m, "$& > log 2>&1 & echo $! > pid");
  execFileSync("bash", ["-e", "-c", told], { cwd: lab, stdio: "pipe" });
  const pid = Number(readFileSync(path.join(lab, "pid"), "utf8"));
  const bin = path.join(__dirname, "../../engine/cluster/bin/mixedmodels-worker.js");
  const command = work.trim().split("\n").at(-1)!.replaceAll("6380", String(port));
  const there = [1, 2].map(
    () => new Lines("bash", ["-c", `cd ${lab}; exec ${command.replace("npx --no mixedmodels-worker", bin)}`], env),
  );
  workers.push(...there);
  try {
    await Promise.all(there.map((worker) => worker.line(/takes work of mixedmodels/)));
    const own = { passwordFile: "password", ca: "lab-ca.pem", keyFile: "key" };
    const files = Object.fromEntries(Object.entries(own).map(([name, file]) => [name, path.join(lab, file)]));
    const run = notebook({ n: N, where: { url: `rediss://lab@${HOST}:${port}`, queue: files } }, env);
    expect(await run.line(/^(sample|error) /)).toBe(await atHome({ n: N }));
  } finally {
    process.kill(pid, "SIGKILL");
  }
});

function moreRefusals(): [string, () => Lines, RegExp][] {
  return [
    ["the certificate of another one", () => ask(SMALL, { ca: otherAuthority() }), /self-signed|unable to verify/],
    ["a user who is not there", () => ask(SMALL, {}, url.replace("lab@", "nobody@")), /WRONGPASS/],
    ["a worker with a wrong password", () => begin(url, { password: redis.keyFile }), /WRONGPASS/],
    ["a worker without the authority", () => begin(url, { ca: otherAuthority() }), /self-signed|unable to verify/],
    [
      "TLS with what has none",
      () => ask(SMALL, {}, redis.url.replace("redis:", "rediss:")),
      /wrong version number|SSL|closed|it does not answer/,
    ],
    ["a server that is not there", () => ask(SMALL, {}, `rediss://lab@${HOST}:1`), /ECONNREFUSED/],
  ];
}

function otherAuthority(): string {
  const place = at(`other${Math.random().toString(36).slice(2)}`);
  mkdirSync(place);
  return certificates(place, HOST).ca;
}
