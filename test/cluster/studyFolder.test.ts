import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { slurm } from "cluster/slurm";
import { StudyFolder } from "cluster/studyFolder";
import { workOnFolder } from "cluster/workOnFolder";
import type { ClusterStudy } from "mixedmodels/cluster";
import { studyId } from "mixedmodels/cluster";

const parent = mkdtempSync(path.join(tmpdir(), "mixedmodels-folder-"));
afterEach(() => {
  jest.restoreAllMocks();
  for (const name of readdirSync(parent)) rmSync(path.join(parent, name), { recursive: true });
});
afterAll(() => rmSync(parent, { recursive: true }));

const bytes = Uint8Array.of(1, 2, 3);
const study: ClusterStudy = {
  id: `${studyId(bytes)}-8`,
  label: "a study",
  bytes,
  n: 8,
  bytesEach: 8,
  timeEach: () => 1,
};
const begin = (own: ClusterStudy = study): StudyFolder => StudyFolder.begin(parent, own, 1);

/** What can happen to a folder, and whether the record is another one afterwards. */
const HARM: Readonly<Record<string, (folder: string) => void>> = {
  "nothing but a study is there": () => undefined,
  "its bytes are changed": (folder) => writeFileSync(path.join(folder, "study.bin"), "changed"),
  "its bytes are gone": (folder) => rmSync(path.join(folder, "study.bin")),
  "its parts are gone": (folder) => rmSync(path.join(folder, "parts"), { recursive: true }),
  "its logs are gone": (folder) => rmSync(path.join(folder, "log"), { recursive: true }),
  "its record is gone": (folder) => rmSync(path.join(folder, "study.json")),
  "all is gone": (folder) => rmSync(folder, { recursive: true }),
};

test.each(Object.entries(HARM))("a study is whole again when it is begun or submitted again: %s", (_, harm) => {
  const { folder, record } = begin();
  harm(folder);
  const again = begin();
  expect(again.record.shards).toEqual(record.shards);
  harm(folder);
  again.restore(bytes);
  expect([...again.bytes()]).toEqual([...bytes]);
  expect(StudyFolder.open(folder).record).toEqual(again.record);
  for (const name of ["", ...readdirSync(folder)])
    expect([name, statSync(path.join(folder, name)).mode & 0o077]).toEqual([name, 0]);
});

test("the record of another study, or of another number of replicates, is told", () => {
  const { folder, record } = begin();
  for (const other of [
    { ...record, id: "b-8" },
    { ...record, n: 9, shards: [{ first: 1, count: 9 }] },
  ]) {
    writeFileSync(path.join(folder, "study.json"), JSON.stringify(other));
    expect(() => begin()).toThrow(
      `but its study.json is that of ${other.id} with ${other.n} replicates: remove the folder, and the same cell`,
    );
  }
});

test("a worker computes the study that the record names, or nothing", async () => {
  const { folder } = begin();
  const work = { task: 1, tasks: 1, threads: 1, say: () => undefined };
  for (const [text, reason] of [
    ["another study", "study.bin' is no longer that of the study"],
    [undefined, "study.bin' cannot be read: there is no such file or folder"],
  ]) {
    if (text === undefined) rmSync(path.join(folder, "study.bin"));
    else writeFileSync(path.join(folder, "study.bin"), text);
    await expect(workOnFolder(folder, work)).rejects.toThrow(reason);
  }
  expect(readdirSync(path.join(folder, "parts"))).toEqual([]);
});

test("where files have no second names, the first notebook's record stays all the same", () => {
  jest.spyOn(fs, "linkSync").mockImplementation(() => {
    throw Object.assign(new Error("operation not permitted"), { code: "EPERM" });
  });
  const { record } = begin();
  const other = StudyFolder.begin(parent, study, 8);
  expect(other.record).toEqual(record);
  other.restore(bytes);
  expect(readdirSync(other.folder).sort()).toEqual(["log", "parts", "study.bin", "study.json"]);
});

test("of a folder that is lost there is nothing, and what the disk does not give now is asked for again", () => {
  const own = begin();
  const [shard] = own.record.shards;
  own.writePart(shard, bytes);
  own.giveUp(own.record.shards[1], "it took too long");
  for (const code of ["EIO", "ESTALE"]) {
    const fail = (): never => {
      throw Object.assign(new Error(code), { code });
    };
    const mocks = [jest.spyOn(fs, "readdirSync"), jest.spyOn(fs, "readFileSync")].map((spy) =>
      (spy as jest.SpyInstance).mockImplementation(fail),
    );
    expect([own.progress().done.size, own.readPart(shard), own.reasonOfLoss(shard)]).toEqual([0, undefined, undefined]);
    for (const mock of mocks) mock.mockRestore();
  }
  expect([...own.progress().done, ...own.progress().lost]).toEqual(
    own.record.shards.slice(0, 2).map(({ first }) => first),
  );
  rmSync(own.folder, { recursive: true });
  expect([own.progress().done.size, own.readPart(shard), own.lastWords(), own.refusal()]).toEqual([
    0,
    undefined,
    "nothing",
    undefined,
  ]);
});

test("a folder may be a link, and a place that is none is told", () => {
  mkdirSync(path.join(parent, "disk"));
  symlinkSync(path.join(parent, "disk"), path.join(parent, "scratch"));
  expect(existsSync(StudyFolder.begin(path.join(parent, "scratch"), study, 1).folder)).toBe(true);
  expect(readdirSync(path.join(parent, "disk"))).toEqual([study.id]);
  writeFileSync(path.join(parent, "file"), "");
  symlinkSync(path.join(parent, "nowhere"), path.join(parent, "dangling"));
  for (const [place, reason] of [
    ["file", /cannot be written: a part of its path is a file, not a folder/],
    ["dangling", /cannot be written: /],
  ] as const)
    expect(() => StudyFolder.begin(path.join(parent, place), study, 1)).toThrow(reason);
});

test("the list of studies goes on with one that cannot be read", async () => {
  const { folder } = begin();
  begin({ ...study, id: `${studyId(Uint8Array.of(4))}-8`, bytes: Uint8Array.of(4) });
  writeFileSync(path.join(folder, "study.json"), "{");
  fs.cpSync(folder, path.join(parent, "copy"), { recursive: true });
  const uni = slurm({ folder: parent });
  const rows = (await uni.studies()).toRows();
  expect(rows.map(({ what, n, all }) => [what, n, all])).toEqual([
    [expect.stringMatching(/study\.json' cannot be read/), 0, 0],
    [expect.stringMatching(/study\.json' cannot be read/), 0, 0],
    ["a study", 8, 4],
  ]);
  await expect(uni.cancel(study.id)).rejects.toThrow("study.json' cannot be read");
  await expect(uni.cancel("../other")).rejects.toThrow("a study is cancelled by its id in studies()");
  await expect(slurm({ folder: path.join(folder, "study.bin") }).studies()).rejects.toThrow(
    "cannot be read: a part of its path is a file",
  );
});
