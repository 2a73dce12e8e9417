import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ENGINE, failure, run } from "./child";
import { IS_LONG } from "./properties/property";

const folder = mkdtempSync(join(tmpdir(), "limits-"));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const FIT = `const m = mm.fit("yield ~ 1 + (1 | batch)", mm.dataset("dyestuff"))`;
const ON_LINUX = process.platform === "linux" ? describe : describe.skip;
const [major, minor] = process.versions.node.split(".").map(Number);
/** Node renamed it when it was no longer an experiment. */
const PERMISSION = major > 23 || (major === 23 && minor >= 5) ? "--permission" : "--experimental-permission";

ON_LINUX("where addresses are limited", () => {
  const bootstrap = `${FIT};
    mm.parametricbootstrap(new mm.MersenneTwister(1), 20000, m, { progress: false, workers: 4 })
      .then((samp) => console.log(mm.confint(samp).numeric("lower").join()));`;
  let right: string;
  beforeAll(() => void (right = run(bootstrap).stdout));

  test("a fit that finds no room for its memory says how much it needs, how much there is, and what to do", () => {
    expect(failure(FIT, { limits: "-v 8000000" })).toMatch(
      /^LimitError: a computation needs room for 10\.5 GB of addresses, and this process may have 8\.2 GB, .*ulimit -v/,
    );
  });

  test("and it does without traps, as it says", () => {
    expect(run(`${FIT}; console.log(m.nobs)`, { limits: "-v 8000000", node: ["--disable-wasm-trap-handler"] })).toEqual(
      {
        status: 0,
        stdout: "30\n",
        stderr: "",
      },
    );
  });

  test.each(["-v 12000000", "-v 24000000", "-v 40000000"])(
    "a bootstrap starts no thread that finds no room, and has the same bits: ulimit %s",
    (limits) => {
      expect(run(bootstrap, { limits })).toEqual({ status: 0, stdout: right, stderr: "" });
    },
  );

  test("a fit whose threads would find no room is done on one, with the same bits", () => {
    const crossed = `
      const rows = Array.from({ length: 4000 }, (_, i) => ({ g: "g" + (i * 7919) % 211, h: "h" + (i * 104729) % 167,
        y: Math.sin(i * 43.7) + Math.sin((i * 7919) % 211) + Math.sin(3 * ((i * 104729) % 167)) }));
      console.log(mm.fit("y ~ 1 + (1 | g) + (1 | h)", rows).theta.join());`;
    const whole = run(crossed);
    expect(whole.status).toBe(0);
    expect(run(crossed, { limits: "-v 24000000" })).toEqual(whole);
  });
});

test("without WebAssembly, as with --jitless, there is a sentence", () => {
  expect(failure(FIT, { node: ["--jitless"] })).toBe(
    "LimitError: the kernels are WebAssembly, which Node does not run with --jitless; start it without that",
  );
});

describe("under Node's permission model", () => {
  const allowed = (...paths: string[]): string[] => [PERMISSION, ...paths.map((path) => `--allow-fs-read=${path}`)];
  const engine = dirname(dirname(dirname(ENGINE)));

  test("bootstraps do without threads", () => {
    const script = `${FIT};
      mm.parametricbootstrap(new mm.MersenneTwister(1), 20000, m, { progress: false, workers: 2 })
        .then((samp) => console.log(samp.length));`;
    expect(run(script, { node: allowed(engine) })).toMatchObject({ status: 0, stdout: "20000\n" });
  });

  test("files that may not be read or written are named, with the option", () => {
    const options = { node: allowed(engine) };
    for (const action of [`mm.savemodel("/m.json", m)`, `mm.readcsv("/x.csv")`])
      expect(failure(`${FIT}; ${action}`, options)).toMatch(
        /^FileError: the file '.*' cannot be .*: Node's permission model does not allow it \(--allow-fs-read, /,
      );
    expect(failure(`mm.dataset("dyestuff")`, { node: allowed(dirname(ENGINE)) })).toMatch(
      /^FileError: the file '.*data' cannot be read: Node's permission model does not allow it/,
    );
  });
});

test("a module that is loaded when no file can be opened any more is a sentence too", () => {
  const script = `
    const fs = require("node:fs");
    const opened = [];
    try { for (;;) opened.push(fs.openSync("/dev/null", "r")); } catch {}
    try { mm.fit } catch (error) {
      for (const file of opened) fs.closeSync(file);
      console.log(error.name + ": " + error.message);
    }`;
  expect(run(script, { limits: "-n 64" }).stdout).toBe(
    "LimitError: a module of mixedmodels cannot be loaded: this process has too many files open (ulimit -n)\n",
  );
});

test("a data set that cannot be fetched behind a proxy says that Node's fetch goes past it", () => {
  const script = `mm.download("ml1m").catch((error) => console.log(error.message));`;
  const fetchNothing = "globalThis.fetch = () => Promise.reject(new Error('no way'));";
  const env = { ...process.env, MIXEDMODELS_DATA: folder, HTTPS_PROXY: "http://127.0.0.1:9" };
  expect(run(fetchNothing + script, { env }).stdout).toContain(
    "(no way; Node's fetch does not use the proxy that HTTPS_PROXY names",
  );
});

test("one that cannot be kept is there all the same, and a warning says why", async () => {
  writeFileSync(at("file"), "");
  const script = `
    const { fetchDataset } = require(${JSON.stringify(join(dirname(ENGINE), "table/source/download.js"))});
    const data = require(${JSON.stringify(join(dirname(ENGINE), "table/arrow/arrowBytes.js"))})
      .arrowBytes(mm.asTable({ x: [1, 2, 3] }));
    const sha256 = require("node:crypto").createHash("sha256").update(data).digest("hex");
    globalThis.fetch = async () => new Response(data);
    fetchDataset({ name: "d3", url: "https://example.org/d3", sha256 }).then((table) => console.log(table.numRows));`;
  const { stdout, stderr } = run(script, { env: { ...process.env, MIXEDMODELS_DATA: join(at("file"), "data") } });
  expect(stdout).toBe("3\n");
  expect(stderr).toMatch(/DownloadWarning: the folder '.*' cannot be made: .*; the data set 'd3' is not kept/);
});

test("in a folder that has been removed files are told in sentences, and what needs none goes on", () => {
  const gone = `
    const folder = require("node:fs").mkdtempSync(${JSON.stringify(at("gone-"))});
    process.chdir(folder);
    require("node:fs").rmSync(folder, { recursive: true });`;
  for (const read of [
    'readcsv("x.csv")',
    'readarrow("x.arrow")',
    'restoremodel("m.json", [])',
    'restorereplicates("x")',
  ])
    expect(failure(`${gone} mm.${read}`)).toMatch(/^FileError: the file '.*' cannot be read: there is no such file/);
  expect(failure(`${gone} mm.writecsv("x.csv", { x: [1] })`)).toMatch(
    /^FileError: the file 'x.csv' cannot be written: /,
  );
  expect(run(`${gone} ${FIT}; console.log(m.nobs)`)).toEqual({ status: 0, stdout: "30\n", stderr: "" });
});

test("a bootstrap for which no thread finds memory ends with a sentence, not with a sample of nothing", () => {
  const bootstrap = `${FIT}; mm.parametricbootstrap(new mm.MersenneTwister(1), 60000, m, { progress: false })
    .then((samp) => console.log(samp.failures.length), (error) => console.log(String(error)));`;
  expect(run(bootstrap, { node: ["--wasm-max-mem-pages=16"] })).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^LimitError: a computation needs \d+ MB of memory, which the system does not give/),
    stderr: "",
  });
});

test("a CSV file whose cells would fill the memory is refused in one sentence, before the process ends of them", () => {
  const rows = Array.from({ length: 1000 }, (_, i) => `s${i % 50},item${i % 7},${(i * 48271) % 1009},0.${i}`).join(
    "\n",
  );
  writeFileSync(at("cells.csv"), `subj,item,rt,p\n${`${rows}\n`.repeat(550)}`);
  const read = `console.log(mm.readcsv(${JSON.stringify(at("cells.csv"))}).numRows)`;
  expect(failure(read, { node: ["--max-old-space-size=80"] })).toMatch(
    /^LimitError: the cells of a CSV file must fit into the memory .* about 2\.\d million, need 0\.\d+ GB of 0\.\d+ GB/,
  );
  expect(run(read, { node: ["--max-old-space-size=300"] }).stdout).toBe("550000\n");
});

ON_LINUX("what is no file with an end", () => {
  test.each(["/dev/zero", "/dev/urandom"])("%s ends with a sentence", (path) => {
    expect(failure(`mm.readarrow(${JSON.stringify(path)})`)).toMatch(
      /^FileError: the file '\/dev\/\w+' cannot be read: a device or pipe may give 512 MB, and this one gives more; /,
    );
  });

  test("a pipe is read to its end, however slowly it comes; one into which nobody writes is given up", () => {
    execFileSync("mkfifo", [at("pipe")]);
    const writer = spawn("sh", ["-c", `(printf 'x\n1\n'; sleep 0.4; printf '2\n') > ${at("pipe")}`]);
    const read = `console.log(mm.readcsv(${JSON.stringify(at("pipe"))}).toRows().length)`;
    expect(run(read)).toMatchObject({ status: 0, stdout: "2\n" });
    writer.kill();
    expect(failure(read)).toMatch(/^FileError: the file '.*pipe' cannot be read: nobody has written into this pipe/);
  });
});

test("names of columns that come again and again take time in proportion to their number", () => {
  const script = `
    const count = 300000;
    const line = (cell) => Array(count).fill(cell).join(",");
    const names = mm.parsecsv(line("c") + "\\n" + line("1") + "\\n").columnNames;
    console.log(names.length, names[1], names[count - 1]);`;
  expect(run(script)).toMatchObject({ status: 0, stdout: "300000 c_2 c_300000\n" });
});

test("what is longer than a text may be, or of another kind, is no model", () => {
  writeFileSync(at("long.json"), "");
  truncateSync(at("long.json"), 2 ** 29 + 2 ** 20);
  expect(failure(`mm.restoremodel(${JSON.stringify(at("long.json"))}, mm.dataset("dyestuff"))`)).toMatch(
    /^FileError: a model is read from a file of savemodel; '.*long\.json' is of another kind/,
  );
});

(IS_LONG ? test : test.skip).each([
  ["600 MB", 600 * 2 ** 20, /cannot be read as a text: it has 600 MB, and a text has 512 million characters at most; /],
  ["3 GB", 3 * 2 ** 30, /cannot be read: it is larger than 2 GB, the most that Node reads at once; split it$/],
])("a CSV file of %s is refused in one sentence", (_, size, message) => {
  writeFileSync(at("big.csv"), "");
  truncateSync(at("big.csv"), size);
  expect(failure(`mm.readcsv(${JSON.stringify(at("big.csv"))})`)).toMatch(message);
});
