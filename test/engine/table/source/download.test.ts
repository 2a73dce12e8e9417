import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { arrowBytes } from "engine/table/arrow/arrowBytes";
import { asTable } from "engine/table/asTable";
import { dataset, download } from "engine/table/source/dataset";
import { dataFolder, fetchDataset, readLocal } from "engine/table/source/download";

const table = asTable({ y: [1.5, 2.5], g: ["a", "b"] });
const bytes = arrowBytes(table);
const sha256 = createHash("sha256").update(bytes).digest("hex");
const before = process.env.MIXEDMODELS_DATA;
let folder: string;
let server: Server;
let url: string;
let requests = 0;

beforeAll((done) => {
  server = createServer((request, response) => {
    requests++;
    response.statusCode = request.url === "/absent" ? 404 : 200;
    response.end(bytes);
  }).listen(0, "127.0.0.1", () => {
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    done();
  });
});
afterAll((done) => void server.close(done));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "data-"));
  process.env.MIXEDMODELS_DATA = join(folder, "sets");
  requests = 0;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  if (before === undefined) delete process.env.MIXEDMODELS_DATA;
  else process.env.MIXEDMODELS_DATA = before;
});

test("a data set is fetched once, checked and kept whole", async () => {
  const set = { name: "d3", url: `${url}/file`, sha256 };
  expect((await fetchDataset(set)).toRows()).toEqual(table.toRows());
  expect((await fetchDataset(set)).toRows()).toEqual(table.toRows());
  expect(requests).toBe(1);
  expect(readdirSync(dataFolder())).toEqual(["d3.arrow"]);
});

test("what does not have the known hash is not kept", async () => {
  await expect(fetchDataset({ name: "d3", url: `${url}/file`, sha256: "0".repeat(64) })).rejects.toThrow(
    `what ${url}/file gave for 'd3' has ${sha256} instead of 0000`,
  );
  expect(readLocal("d3")).toBeUndefined();
});

test("a failure names file, folder and variable", async () => {
  await expect(fetchDataset({ name: "d3", url: `${url}/absent`, sha256 })).rejects.toThrow(
    `the data set 'd3' could not be fetched from ${url}/absent (the server answered 404); offline, put d3.arrow, ` +
      `d3.csv or d3.csv.gz into ${join(folder, "sets")}, or into a folder that the variable MIXEDMODELS_DATA names`,
  );
});

test("files of one's own in the folder are taken as they are", async () => {
  process.env.MIXEDMODELS_DATA = folder;
  writeFileSync(join(folder, "ml1m.csv.gz"), gzipSync("y,g\n1.5,a\n2.5,b\n"));
  expect(dataset("ml1m").toRows()).toEqual(table.toRows());
  writeFileSync(join(folder, "mmec.arrow"), bytes);
  expect((await download("mmec")).toRows()).toEqual(table.toRows());
  writeFileSync(join(folder, "box.arrow"), "no Arrow");
  expect(() => dataset("box")).toThrow(`the file '${join(folder, "box.arrow")}' cannot be read as an Arrow file`);
  expect(requests).toBe(0);
});

test("a large data set that is not there says how to get it, an unknown one what there is", async () => {
  expect(() => dataset("fggk21")).toThrow(
    `the data set 'fggk21' is fetched by: await download("fggk21"); ` +
      `it is not in ${join(folder, "sets")} (the variable MIXEDMODELS_DATA names another folder)`,
  );
  await expect(download("sleepstdy")).rejects.toThrow("unknown data set 'sleepstdy' (did you mean 'sleepstudy'?)");
  expect((await download("sleepstudy")).numRows).toBe(180);
});
