import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { slurm } from "cluster/slurm";
import { IS_LONG } from "../hard/properties/property";
import { until } from "../until";
import type { Lines } from "./lines";
import { atHome, type Faults, type NotebookCall, notebook, WORKER, withFaults } from "./processes";
import { noSlurm, SlurmHere } from "./slurmHere";

const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-slurm-"));
let here: SlurmHere;
let scenarios = 0;

beforeAll(async () => {
  if (noSlurm === undefined) here = await SlurmHere.start(folder);
});
afterAll(async () => {
  here?.stop();
  await until("nothing is written any more", () => rmSync(folder, { recursive: true, force: true }));
});

if (noSlurm !== undefined) test(`left out: ${noSlurm}`, () => expect(noSlurm).toMatch(/not installed/));
const ifSlurm = noSlurm === undefined ? test : test.skip;
/** Those that wait for the patience of Slurm are for `npm run test:long`. */
const ifLong = noSlurm === undefined && IS_LONG ? test : test.skip;

const N = 400;
/** Shards of two workers: eight of 50 replicates. */
const SHARD = 50;

/** A study of its own: notebooks that are begun after one another attach to it. */
function scenario({ faults, slurm }: { faults?: Omit<Faults, "marks">; slurm?: object } = {}) {
  const own = path.join(folder, `studies${++scenarios}`);
  const marks = path.join(folder, `marks${scenarios}`);
  mkdirSync(marks);
  const where = { slurm: { folder: own, tasks: 2, ...slurm } };
  const env = faults === undefined ? here.environment : withFaults({ marks, ...faults }, here.environment);
  return {
    own,
    begin: (more: Pick<NotebookCall, "cancelAfter" | "call" | "size"> = {}): Lines =>
      notebook({ where, n: N, ...more }, env),
    /** The study's folder, once it is there. */
    study: () =>
      until("the study is there", () => {
        const [name] = readdirSync(own);
        return statSync(path.join(own, name, "parts")).isDirectory() ? path.join(own, name) : "";
      }),
  };
}

async function hasBitsOfHome(run: Lines, call?: NotebookCall["call"]): Promise<void> {
  expect(await run.line(/^(sample|error) /)).toBe(await atHome({ n: N, ...(call && { call }) }));
}

function partsIn(study: string): number {
  return readdirSync(path.join(study, "parts")).filter((name) => name.endsWith(".part")).length;
}

/** The processes of a worker, by a part of what they were called with. */
function processesOf(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

ifSlurm("two nodes give the bits of a run at home, and what they write is for their user alone", async () => {
  const { begin, study } = scenario();
  const run = begin();
  await hasBitsOfHome(run);
  expect(run.lines.filter((line) => line.startsWith("part"))).toHaveLength(N / SHARD);
  const place = await study();
  // What Slurm writes lies in a folder that nobody else may enter.
  const names = readdirSync(place, { recursive: true, encoding: "utf8" }).filter((name) => !name.startsWith("log/"));
  for (const name of ["", ...names]) expect([name, statSync(path.join(place, name)).mode & 0o077]).toEqual([name, 0]);
});

ifLong("levels are left out and parameters profiled, and the logs say so", async () => {
  for (const [call, counted] of [
    ["influence", /levels? \d+/],
    ["profile", /parameters? \d+/],
  ] as const) {
    const { begin, study } = scenario();
    await hasBitsOfHome(begin({ call }), call);
    const logs = path.join(await study(), "log");
    const said = readdirSync(logs).map((name) => readFileSync(path.join(logs, name), "utf8"));
    expect(said.join("")).toMatch(counted);
    expect(said.join("")).not.toMatch(/replicate/);
  }
});

ifLong("two live notebooks wait for one study, which is submitted once", async () => {
  const { begin, study } = scenario({ faults: { lasting: 400 } });
  const first = begin();
  await first.line(/^state submitted$/);
  const second = begin();
  await hasBitsOfHome(first);
  await hasBitsOfHome(second);
  expect(second.lines).not.toContain("state submitted");
  expect(partsIn(await study())).toBe(N / SHARD);
});

ifLong("parts that have changed are computed again", async () => {
  const { begin, study } = scenario();
  await hasBitsOfHome(begin());
  // A part that has changed, one that has been cut short, and one of another shard are computed again.
  const parts = path.join(await study(), "parts");
  const [changed, cut, moved, other] = ["1-50", "51-100", "101-150", "151-200"].map((name) =>
    path.join(parts, `${name}.part`),
  );
  const bytes = readFileSync(changed);
  bytes[bytes.length - 1] ^= 1;
  writeFileSync(changed, bytes);
  writeFileSync(cut, readFileSync(cut).subarray(0, 100));
  writeFileSync(moved, readFileSync(other));
  await hasBitsOfHome(begin());
});

ifSlurm("a computing process is killed, one hangs, one grows: their shards are computed again", async () => {
  const faults = { die: [1 + SHARD], hang: [1 + 2 * SHARD], grow: [1 + 3 * SHARD] };
  const { begin, study } = scenario({ faults, slurm: { limit: 4, memory: "400M" } });
  await hasBitsOfHome(begin());
  const logs = path.join(await study(), "log");
  const said = readdirSync(logs)
    .map((name) => readFileSync(path.join(logs, name), "utf8"))
    .join("");
  expect(said).toMatch(/replicates 51 to 100: the computing process ended \(SIGKILL\)/);
  expect(said).toMatch(/replicates 101 to 150: it took longer than 4 s and was ended/);
  expect(said).toMatch(/replicates 151 to 200: it took more than 400 MB of memory and was ended/);
});

ifSlurm("a shard that kills every process is missing, with the reason, and the others are there", async () => {
  const { begin } = scenario({ faults: { always: [1 + SHARD] } });
  const run = begin();
  expect(await run.line(/^replicates|^error/)).toBe(`replicates ${N}`);
  expect(await run.line(/^failures/)).toBe(`failures ${SHARD}`);
  expect(await run.line(/^missing/)).toBe(
    `missing ${1 + SHARD}: 4 processes failed with it: the computing process ended (SIGKILL)`,
  );
});

ifSlurm("a worker is killed: it is begun again at once", async () => {
  const { begin, study, own } = scenario({ faults: { lasting: 800 } });
  const run = begin();
  await study();
  const ofSecond = (): number[] =>
    processesOf(`${WORKER} ${own}`).filter((pid) =>
      /--task 2/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")),
    );
  const workers = await until("the second task runs", () => {
    const found = ofSecond();
    expect(found).not.toEqual([]);
    return found;
  });
  for (const pid of workers) process.kill(pid, "SIGKILL");
  await hasBitsOfHome(run);
  expect(run.lines.join()).not.toMatch(/submitted again/);
});

ifSlurm("the notebook is killed, and its cell attaches to the study that went on", async () => {
  const { begin, study } = scenario({ faults: { lasting: 200 } });
  const first = begin();
  await first.line(/^part 2$/);
  first.signal("SIGKILL");
  const place = await study();
  const before = partsIn(place);
  expect(before).toBeGreaterThanOrEqual(2);
  const second = begin();
  await hasBitsOfHome(second);
  expect(second.lines).not.toContain("state submitted");
});

ifSlurm("cancelled after a part, the study keeps what it has, and the cell goes on from there", async () => {
  const { begin, study } = scenario({ faults: { lasting: 800 } });
  const first = begin({ cancelAfter: 1 });
  const line = await first.line(/^replicates|^error/);
  expect(Number(line.split(" ")[1])).toBeLessThan(N);
  await until("the jobs are cancelled", () => expect(here.says("squeue", "--noheader")).toBe(""));
  const place = await study();
  const kept = partsIn(place);
  expect(kept).toBeGreaterThanOrEqual(1);
  const times = new Map(
    readdirSync(path.join(place, "parts")).map((name) => [name, statSync(path.join(place, "parts", name)).mtimeMs]),
  );
  await hasBitsOfHome(begin());
  for (const [name, time] of times) expect(statSync(path.join(place, "parts", name)).mtimeMs).toBe(time);
});

ifLong("studies() lists what is done, and cancel() ends it for the notebook that waits too", async () => {
  const { begin, own } = scenario({ faults: { lasting: 4000 } });
  const uni = slurm({ folder: own, tasks: 2 });
  expect((await uni.studies()).numRows).toBe(0);
  const run = begin();
  await run.line(/^part 1$/);
  const there = (
    await notebook({ where: { slurm: { folder: own, tasks: 2 } }, call: "studies" }, here.environment).line(
      /^(studies|error) /,
    )
  ).replace("studies ", "");
  const [{ id, what, n, done, all }] = JSON.parse(there);
  expect([what, n, all]).toEqual(["parametricbootstrap", N, N / SHARD]);
  expect(done).toBeGreaterThanOrEqual(1);
  const cancelled = notebook({ where: { slurm: { folder: own, tasks: 2 } }, call: "cancel", id }, here.environment);
  expect(await cancelled.line(/^(studies|error) /)).toMatch(/^studies /);
  expect(Number((await run.line(/^(replicates|error) /)).split(" ")[1])).toBeLessThan(N);
  await until("the jobs are cancelled", () => expect(here.says("squeue", "--noheader")).toBe(""));
  await expect(uni.cancel("another")).rejects.toThrow("a study is cancelled by its id in studies(); got 'another'");
});

ifSlurm("workers of another release compute nothing, and the notebook says so", async () => {
  const { begin } = scenario({
    slurm: {
      before: `export TEST_FAULTS='{"release":"0.0.9"}' NODE_OPTIONS='--require ${path.join(__dirname, "faults.cjs")}'`,
    },
  });
  expect(await begin().line(/^(sample|error) /)).toMatch(
    /^error FileError: a study is computed by the release .* was begun with; '.*' is .* this is 0\.0\.9$/,
  );
  await until("the jobs are cancelled", () => expect(here.says("squeue", "--noheader")).toBe(""));
});

ifSlurm("GNU parallel runs what script() has written, and the notebook takes it up", async () => {
  if (!existsSync("/usr/bin/parallel")) return expect("GNU parallel is not installed").toMatch(/not installed/);
  const own = path.join(folder, "script");
  const script = `
    const mm = require(${JSON.stringify(path.join(__dirname, "../../engine/dist/index.js"))});
    const { slurm } = require(${JSON.stringify(path.join(__dirname, "../../engine/cluster/dist/index.js"))});
    const uni = slurm({ folder: ${JSON.stringify(own)}, tasks: 2 });
    const m = mm.fit("yield ~ 1 + (1 | batch)", mm.dataset("dyestuff"));
    const call = (on) => mm.parametricbootstrap(new mm.MersenneTwister(1), 300, m, { progress: false, on });
    (async () => {
      if (process.argv[1] === "script") return console.log(await uni.script(call));
      const [there, home] = [await call(uni), await call(undefined)];
      const same = home.tbl.columnNames.every((name) =>
        Buffer.from(home.tbl.numeric(name).slice().buffer).equals(Buffer.from(there.tbl.numeric(name).slice().buffer)));
      const [{ what, n: count, done, all }] = (await uni.studies()).toRows();
      console.log(same, what, count, done, all);
    })();`;
  const node = (...args: string[]): string =>
    execFileSync(process.execPath, ["-e", script, ...args], { encoding: "utf8", env: here.environment }).trim();
  const file = node("script");
  expect(readFileSync(file, "utf8")).toMatch(/^#!\/bin\/bash\n#SBATCH --job-name=mixedmodels-/);
  expect(here.says("squeue", "--noheader")).toBe("");
  const study = path.dirname(file);
  const worker = `${process.execPath} ${WORKER} ${study}`;
  // A disk that takes no part, and then does.
  const full = spawnSync("bash", ["-c", `ulimit -f 4; ${worker} --task 1/3`], { encoding: "utf8" });
  expect(full.stdout).toMatch(
    /: the file '.*\.part' cannot be written: the file would be larger than the system allows/,
  );
  expect(full.status).toBe(75);
  const command = `${worker} --task {}/3`;
  const { status } = spawnSync("parallel", ["-j2", "--retries", "3", command, ":::", "1", "2", "3"], {
    encoding: "utf8",
  });
  expect(status).toBe(0);
  expect(node("read")).toBe("true parametricbootstrap 300 8 8");
  expect(here.says("squeue", "--noheader", "--states=all")).not.toContain(path.basename(study));
});

ifLong("a study whose tasks are ended again and again goes on as long as parts come", async () => {
  const { begin } = scenario({ faults: { lasting: 1000 }, slurm: { tasks: 1 } });
  const run = begin({ size: 40 });
  for (let times = 1; times <= 6; times++) {
    await run.line(new RegExp(`^part ${times}$`));
    here.says("scancel", `--user=${userInfo().username}`);
  }
  await hasBitsOfHome(run);
  expect(run.lines.filter((line) => /submitted again/.test(line)).length).toBeGreaterThan(3);
});

ifLong("a disk that takes no part: the notebook says so", async () => {
  const full = scenario({ slurm: { before: "ulimit -f 4" } });
  expect(await full.begin().line(/^(sample|error) /)).toMatch(
    /^error FileError: the tasks 1, 2 have ended 4 times without their parts; .*cannot be written/,
  );
});

ifLong("a node is lost with all that runs on it", async () => {
  const { begin, study, own } = scenario({ faults: { lasting: 2000 } });
  const run = begin();
  await run.line(/^part 1$/);
  await study();
  here.kill("n2");
  for (const pid of processesOf(own)) {
    if (readFileSync(`/proc/${pid}/environ`, "utf8").includes("SLURMD_NODENAME=n2")) process.kill(pid, "SIGKILL");
  }
  try {
    await run.line(/^(sample|error) /, 300_000);
    await hasBitsOfHome(run);
  } finally {
    here.startNode("n2");
  }
});

ifLong("the controller is killed and comes back", async () => {
  const { begin } = scenario({ faults: { lasting: 1000 } });
  const run = begin();
  await run.line(/^part 1$/);
  here.kill("ctld");
  await new Promise((resolve) => setTimeout(resolve, 5000));
  here.startController();
  await hasBitsOfHome(run);
});
