import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { restorereplicates, savereplicates } from "engine/bootstrap/sample/savedReplicates";
import { FileError } from "engine/errors";
import { fit } from "engine/model/fit";
import { restoremodel, savemodel } from "engine/model/savedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { arrowBytes } from "engine/table/arrow/arrowBytes";
import { asTable } from "engine/table/asTable";
import { SEAL, seal, UNSEALED } from "engine/table/seal";
import { readcsv } from "engine/table/source/csv";
import { dataset } from "engine/table/source/dataset";
import { fetchDataset } from "engine/table/source/download";
import { atomicWrite } from "engine/table/source/files";
import { failure } from "./child";
import { groups } from "./groups";
import { expectRefusal, type Refusal } from "./refusal";

const folder = mkdtempSync(join(tmpdir(), "refused files "));
const at = (name: string): string => join(folder, name);
const table = groups();
const model = fit("y ~ 1 + x + (1 | g)", table);
const before = process.env.MIXEDMODELS_DATA;
const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(at(name), content);
  return at(name);
};

beforeAll(async () => {
  chmodSync(folder, 0o777);
  savemodel(at("model.json"), model);
  savereplicates(at("sample.arrow"), await parametricbootstrap(new MersenneTwister(1), 50, model, { progress: false }));
  process.env.MIXEDMODELS_DATA = folder;
});
afterAll(() => {
  if (before === undefined) delete process.env.MIXEDMODELS_DATA;
  else process.env.MIXEDMODELS_DATA = before;
  rmSync(folder, { recursive: true });
});

const sample = (): Buffer => readFileSync(at("sample.arrow"));
/** The file with the bits of one byte turned round. */
const flipped = (bytes: Buffer, position: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[position] ^= 0xff;
  return copy;
};
/** A saved model with some of its fields replaced, and sealed again. */
const changedModel = (fields: object): string => {
  const saved = { ...(JSON.parse(readFileSync(at("model.json"), "utf8")) as object), ...fields, [SEAL]: UNSEALED };
  return written("changed.json", seal(Buffer.from(JSON.stringify(saved))));
};

const cases: readonly Refusal[] = [
  [
    "a CSV file that is not there",
    () => readcsv(at("none.csv")),
    "FileError",
    "none.csv' cannot be read",
    "there is no such file",
  ],
  ["a folder as a CSV file", () => readcsv(folder), "FileError", "it is a folder"],
  [
    "a path through a file",
    () => readcsv(join(written("file", ""), "x.csv")),
    "FileError",
    "a part of its path is a file",
  ],
  [
    "a CSV file that only says it is compressed",
    () => readcsv(written("plain.csv.gz", "a,b\n1,2\n")),
    "FileError",
    "plain.csv.gz' cannot be unpacked",
  ],
  [
    "a path that is a number",
    () => readcsv(5 as never),
    "OptionError",
    'the path of a file is text such as "folder/name.arrow"',
    "5",
  ],
  ["a path with a zero byte", () => readcsv("a\0b.csv"), "OptionError", "the path of a file is text"],
  ["a name that is too long", () => readcsv(at("x".repeat(300))), "FileError", "its name is too long"],
  [
    "a sample cut short",
    () => restorereplicates(written("short.arrow", sample().subarray(0, -100))),
    "FileError",
    "short.arrow",
    "has been changed or cut short",
  ],
  [
    "a sample cut to half",
    () => restorereplicates(written("half.arrow", sample().subarray(0, sample().length / 2))),
    "FileError",
    "has been changed or cut short",
  ],
  [
    "a sample cut to its first bytes",
    () => restorereplicates(written("magic.arrow", sample().subarray(0, 6))),
    "FileError",
    "magic.arrow",
  ],
  [
    "an empty file as a sample",
    () => restorereplicates(written("empty.arrow", "")),
    "FileError",
    "empty.arrow",
    "at least one column",
  ],
  [
    "a sample whose middle is missing",
    () => restorereplicates(written("gap.arrow", Buffer.concat([sample().subarray(0, 2000), sample().subarray(3000)]))),
    "FileError",
    "gap.arrow",
  ],
  [
    "a sample with one number changed",
    () => restorereplicates(written("bit.arrow", flipped(sample(), sample().length - 3500))),
    "FileError",
    "bit.arrow",
  ],
  [
    "data as a sample",
    () => restorereplicates(written("data.arrow", arrowBytes(asTable(table)))),
    "FileError",
    "an Arrow file of another kind",
  ],
  [
    "a text as a sample",
    () => restorereplicates(written("text.arrow", "not an Arrow file")),
    "FileError",
    "text.arrow' cannot be read as an Arrow file",
  ],
  [
    "metadata without a seal",
    () =>
      restorereplicates(
        written(
          "later.arrow",
          arrowBytes(asTable({ evaluations: [1] }), new Map([["mixedmodels.replicates", `{"version": 99}`]])),
        ),
      ),
    "FileError",
    "reads replicates of version",
    "has version 99",
  ],
  [
    "a sample of another model",
    () => restorereplicates(at("sample.arrow"), fit("y ~ 1 + f + (1 | g)", table)),
    "OptionError",
    "the model that they were drawn from",
    "y ~ 1 + x + (1 | g)",
  ],
  [
    "a model cut short",
    () => restoremodel(written("short.json", readFileSync(at("model.json")).subarray(0, -200)), table),
    "FileError",
    "has been",
  ],
  [
    "another JSON file as a model",
    () => restoremodel(written("other.json", '{"a": 1}'), table),
    "FileError",
    "other.json' is of another kind",
  ],
  ["null as a model", () => restoremodel(written("null.json", "null"), table), "FileError", "is of another kind"],
  ["a model of another version", () => restoremodel(changedModel({ version: 9 }), table), "FileError", "has version 9"],
  ["a model with another θ", () => restoremodel(changedModel({ theta: [0.5] }), table), "FileError", "but its θ gives"],
  [
    "a model with a θ too many",
    () => restoremodel(changedModel({ theta: [0.5, 1] }), table),
    "FileError",
    "must hold 1 elements of θ; it has 2",
  ],
  [
    "a model with a digit changed",
    () =>
      restoremodel(
        written("digit.json", readFileSync(at("model.json"), "utf8").replace('"nobs": 60', '"nobs": 61')),
        table,
      ),
    "FileError",
    "has been changed or cut short",
  ],
  [
    "a model on other data",
    () => restoremodel(at("model.json"), { ...table, y: table.y.map((y) => y + 1) }),
    "DataError",
    "on the data of its fit",
  ],
  [
    "a model on fewer rows",
    () => restoremodel(at("model.json"), groups(54, 6)),
    "DataError",
    "60 rows, these data have 54",
  ],
  [
    "a model of a table",
    () => savemodel(at("x.json"), table as never),
    "OptionError",
    "savemodel needs a model made by fit",
  ],
  [
    "a sample of a model",
    () => savereplicates(at("x.arrow"), model as never),
    "OptionError",
    "savereplicates needs a sample",
    "a LinearMixedModel",
  ],
  [
    "writing into a folder that is not there",
    () => savemodel(join(folder, "none", "x.json"), model),
    "FileError",
    "cannot be written",
    "no such file or folder",
  ],
  ["writing over a folder", () => savemodel(folder, model), "FileError", "it is a folder"],
  [
    "writing through a file",
    () => savemodel(join(at("model.json"), "x.json"), model),
    "FileError",
    "cannot be written",
  ],
  [
    "a data set of one's own that is broken",
    () => dataset((writeFileSync(at("ml1m.arrow"), "ARROW1"), "ml1m")),
    "FileError",
    "ml1m.arrow",
  ],
];

test.each(cases.map((one) => [one[0], one] as const))("refused by one sentence: %s", async (_, one) => {
  await expectRefusal(one);
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("a device stays a device", () => {
  const isDevice = statSync("/dev/null").isCharacterDevice();
  expect(() => atomicWrite("/dev/null", "x")).toThrow("the file '/dev/null' cannot be written: it is a device");
  expect(statSync("/dev/null").isCharacterDevice()).toBe(isDevice);
});

test("a link is followed, not replaced", () => {
  symlinkSync(written("target.json", "old"), at("link.json"));
  atomicWrite(at("link.json"), "new");
  expect(lstatSync(at("link.json")).isSymbolicLink()).toBe(true);
  expect(readFileSync(at("target.json"), "utf8")).toBe("new");
});

describe("in a process with limits", () => {
  const quoted = (name: string): string => JSON.stringify(at(name));

  test("a file that cannot grow leaves the old one as it was", () => {
    writeFileSync(at("kept.arrow"), "old");
    const script =
      `mm.savereplicates(${quoted("kept.arrow")}, ` +
      `mm.combinereplicates(...Array(300).fill(mm.restorereplicates(${quoted("sample.arrow")}))))`;
    expect(failure(script, { limits: "-f 32" })).toBe(
      `FileError: the file '${at("kept.arrow")}' cannot be written: the file would be larger than the system allows`,
    );
    expect(readFileSync(at("kept.arrow"), "utf8")).toBe("old");
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("a full disk is called so", () => {
    // No test can fill a disk: the system call answers as if it were full.
    const script = `
      const fs = require("node:fs");
      const write = fs.writeFileSync;
      fs.writeFileSync = (path, ...rest) => {
        write(path, "a part");
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      };
      mm.savereplicates(${quoted("full.arrow")}, mm.restorereplicates(${quoted("sample.arrow")}))`;
    expect(failure(script)).toBe(`FileError: the file '${at("full.arrow")}' cannot be written: the disk is full`);
    expect(readdirSync(folder).filter((name) => name.startsWith("full"))).toEqual([]);
  });

  test("a user without permission", () => {
    // For the superuser there are no permissions: another user takes its place.
    const user = process.getuid?.() === 0 ? { user: 65534 } : {};
    mkdirSync(at("closed"));
    writeFileSync(join(at("closed"), "x.csv"), "a,b\n1,2\n");
    chmodSync(at("closed"), 0o500);
    chmodSync(join(at("closed"), "x.csv"), 0o000);
    try {
      expect(failure(`mm.readcsv(${quoted("closed")} + "/x.csv")`, user)).toMatch(
        /^FileError: the file '.*x\.csv' cannot be read: this user has no permission$/,
      );
      expect(
        failure(
          `mm.savemodel(${quoted("closed")} + "/m.json", mm.fit("yield ~ 1 + (1 | batch)", mm.dataset("dyestuff")))`,
          user,
        ),
      ).toMatch(/^FileError: the file '.*m\.json' cannot be written: this user has no permission$/);
    } finally {
      chmodSync(at("closed"), 0o700);
    }
  });
});

describe("a download", () => {
  const server = createServer((request, response) => {
    if (request.url === "/http")
      return void response.writeHead(302, { location: "http://example.com/data.arrow" }).end();
    if (request.url === "/loop") return void response.writeHead(302, { location: "/loop" }).end();
    if (request.url === "/short") {
      response.writeHead(200, { "content-length": "1000" });
      response.write("only this");
      return void response.destroy();
    }
    response.end("not the data");
  });
  let url: string;
  beforeAll(
    (done) =>
      void server.listen(0, "127.0.0.1", () => {
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        done();
      }),
  );
  afterAll((done) => void server.close(done));
  const fetched = (path: string): Promise<unknown> =>
    fetchDataset({ name: "d3", url: path.includes(":") ? path : url + path, sha256: "0".repeat(64) });

  test.each([
    [
      "without https",
      "http://example.com/data.arrow",
      "data are fetched by https only, not from http://example.com/data.arrow",
    ],
    ["from a file", "file:///etc/passwd", "data are fetched by https only"],
    [
      "that is sent on to an address without https",
      "/http",
      "data are fetched by https only, not from http://example.com/data.arrow",
    ],
    ["that is sent round in circles", "/loop", "redirected more than 10 times"],
    ["that breaks off", "/short", "could not be fetched"],
    ["with another checksum", "/data", "a data set must have the SHA-256 that is known"],
  ])("%s is refused and leaves nothing behind", async (_, path, message) => {
    await expect(fetched(path)).rejects.toThrow(message);
    await expect(fetched(path)).rejects.toBeInstanceOf(FileError);
    expect(existsSync(at("d3.arrow"))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("into a folder that cannot be made", async () => {
    process.env.MIXEDMODELS_DATA = join(at("model.json"), "sets");
    try {
      await expect(fetched("/data")).rejects.toThrow(FileError);
    } finally {
      process.env.MIXEDMODELS_DATA = folder;
    }
  });
});
