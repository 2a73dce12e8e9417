import {
  chmodSync,
  chownSync,
  closeSync,
  linkSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { files } from "engine/platform/files";
import { operations } from "engine/platform/operations";

const onPOSIX = process.platform === "win32" ? test.skip : test;

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "files-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("what is read are bytes of one's own, without the methods of a Buffer", () => {
  const path = join(folder, "a");
  writeFileSync(path, "abc");
  const bytes = files.read(path);
  expect(Object.getPrototypeOf(bytes).constructor.name).toBe("Uint8Array");
  const copy = bytes.slice();
  copy[0] = 0;
  expect(Array.from(bytes)).toEqual([97, 98, 99]);
});

test("a file is replaced as a whole, by bytes and by text, and nothing stays beside it", () => {
  const path = join(folder, "a");
  files.replace(path, "first, which is longer");
  files.replace(path, Uint8Array.of(0xcf, 0x83));
  expect(readFileSync(path, "utf8")).toBe("σ");
  files.replace(path, "β");
  expect(readFileSync(path, "utf8")).toBe("β");
  expect(readdirSync(folder)).toEqual(["a"]);
});

test("of a link, the file that it stands for is replaced, or made where it leads to nothing yet", () => {
  const [target, link, dangling] = ["target", "link", "dangling"].map((name) => join(folder, name));
  writeFileSync(target, "old");
  symlinkSync(target, link);
  files.replace(link, "new");
  expect(readFileSync(target, "utf8")).toBe("new");
  expect(readlinkSync(link)).toBe(target);
  symlinkSync("further", dangling);
  symlinkSync("nowhere", join(folder, "further"));
  files.replace(dangling, "text");
  expect(readlinkSync(dangling)).toBe("further");
  expect(readFileSync(join(folder, "nowhere"), "utf8")).toBe("text");
  expect(readdirSync(folder).sort()).toEqual(["dangling", "further", "link", "nowhere", "target"]);
  const [a, b] = ["a", "b"].map((name) => join(folder, name));
  symlinkSync(a, b);
  symlinkSync(b, a);
  expect(() => files.replace(a, "x")).toThrow(expect.objectContaining({ code: "ELOOP" }));
});

onPOSIX.each<[string, string, string]>([
  ["behind a link to a folder", "up", "../target"],
  ["behind one, with a name that is nearly too long", "u".repeat(250), "../target"],
  ["through another link to a folder", "through", "../round/../sub/../target"],
  ["to a name that is nearly too long", "long", `../round/../${"t".repeat(250)}`],
  ["by its whole path", "whole", "WHOLE"],
])("a link leads where the system leads: %s", (_, name, leadsTo) => {
  files.makeFolder(join(folder, "a", "sub"));
  files.makeFolder(join(folder, "b"));
  symlinkSync(join("a", "sub"), join(folder, "link"));
  symlinkSync("sub", join(folder, "a", "round"));
  const target = join(folder, "a", leadsTo.startsWith("..") ? basename(leadsTo) : "target");
  symlinkSync(leadsTo === "WHOLE" ? target : leadsTo, join(folder, "a", "sub", name));
  writeFileSync(target, "old");
  chmodSync(target, 0o600);
  files.replace(`${folder}/link/${name}`, "new");
  expect(readFileSync(join(folder, "link", name), "utf8")).toBe("new");
  expect(readFileSync(target, "utf8")).toBe("new");
  expect(statSync(target).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).sort()).toEqual(["a", "b", "link"]);
  expect(files.resolved(`${folder}/link/${name}`)).toBe(files.resolved(target));
});

(process.platform === "linux" ? test : test.skip).each(["/dev/fd", "/proc/self/fd", "/proc/thread-self/fd"])(
  "a file that is open is not replaced by its number in %s",
  (numbers) => {
    const path = join(folder, "a");
    writeFileSync(path, "old");
    const file = openSync(path, "r");
    try {
      symlinkSync(`${numbers}/${file}`, join(folder, "link"));
      for (const name of [`${numbers}/${file}`, join(folder, "link")])
        expect(() => files.replace(name, "new")).toThrow(expect.objectContaining({ code: "EBADF" }));
    } finally {
      closeSync(file);
    }
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder).sort()).toEqual(["a", "link"]);
  },
);

test("a file that cannot be replaced is as it was, and nothing stays beside it", () => {
  files.makeFolder(join(folder, "a", "b"));
  writeFileSync(join(folder, "a", "c"), "old");
  expect(() => files.replace(join(folder, "a"), "x")).toThrow(expect.objectContaining({ code: "EISDIR" }));
  expect(() => files.replace(join(folder, "a", "c", "d"), "x")).toThrow(expect.objectContaining({ code: "ENOTDIR" }));
  expect(() => files.replace(join(folder, "none", "d"), "x")).toThrow(expect.objectContaining({ code: "ENOENT" }));
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(["a", join("a", "b"), join("a", "c")]);
  expect(readFileSync(join(folder, "a", "c"), "utf8")).toBe("old");
});

onPOSIX.each([0o600, 0o640, 0o444, 0o664, 0o755])("a file that is replaced keeps its mode %o", (mode) => {
  const path = join(folder, "a");
  writeFileSync(path, "old");
  chmodSync(path, mode);
  expect(files.replace(path, "new")).toEqual({ otherNames: 0, ownerLost: false });
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(statSync(path).mode & 0o7777).toBe(mode);
});

onPOSIX("what replaces a file for few is for nobody else while it is written", () => {
  const path = join(folder, "a");
  writeFileSync(path, "");
  chmodSync(path, 0o640);
  let mode: number | undefined;
  files.replace(path, () => {
    const draft = readdirSync(folder).find((name) => name.endsWith(".tmp"))!;
    mode = statSync(join(folder, draft)).mode & 0o777;
    return Uint8Array.of(1);
  });
  expect(mode).toBe(0o600);
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

(process.getuid?.() === 0 ? test : test.skip)("a file keeps its owner and its group", () => {
  const path = join(folder, "a");
  writeFileSync(path, "");
  chmodSync(path, 0o640);
  chownSync(path, 4711, 4712);
  expect(files.replace(path, "new").ownerLost).toBe(false);
  expect(statSync(path)).toMatchObject({ uid: 4711, gid: 4712 });
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

/** Stands for the user that runs the test. */
const OWN = -1;
/** Who may be given a file: the user and group that it is given to. */
type May = (user: number, group: number) => boolean;

onPOSIX.each<[string, number, number, May, number, boolean]>([
  ["nobody's", 1, 1, () => false, 0o604, true],
  ["one's own in another group, which may not be given", 0, 1, () => false, 0o604, true],
  ["one's own in another group, which may", 0, 1, () => true, 0o664, false],
  ["another user's in a group of one's own", 1, 1, (user) => user === OWN, 0o664, true],
  ["another user's in one's first group", 1, 0, () => false, 0o664, true],
])("a group that cannot be kept leaves its rights to no other one, and that is told: a file is %s", (...given) => {
  const [, users, groups, may, mode, lost] = given;
  const path = join(folder, "a");
  writeFileSync(path, "");
  chmodSync(path, 0o664);
  const { uid, gid } = statSync(path);
  const { stat } = operations;
  jest.spyOn(operations, "stat").mockImplementation((of) => {
    const known = stat(of);
    return known && Object.assign(known, { uid: uid + users, gid: gid + groups });
  });
  const changed = jest.spyOn(operations, "changeOwner").mockImplementation((_, user, group) => {
    if (!may(user === uid ? OWN : user, group)) throw Object.assign(new Error(), { code: "EPERM" });
  });
  try {
    expect(files.replace(path, "new").ownerLost).toBe(lost);
    expect(changed).toHaveBeenCalledWith(expect.any(Number), uid + users, gid + groups);
  } finally {
    jest.restoreAllMocks();
  }
  expect(statSync(path).mode & 0o777).toBe(mode);
});

(process.getuid?.() === 0 ? test : test.skip)("a file keeps its group in a folder that gives its own to files", () => {
  const path = join(folder, "a");
  writeFileSync(path, "");
  chownSync(path, process.getuid!(), 4712);
  chmodSync(path, 0o2660);
  chownSync(folder, 0, 4713);
  chmodSync(folder, 0o2775);
  expect(files.replace(path, "new").ownerLost).toBe(false);
  expect(statSync(path)).toMatchObject({ gid: 4712 });
  expect(statSync(path).mode & 0o7777).toBe(0o2660);
});

test("other names of a file keep what it held, and are counted", () => {
  const path = join(folder, "a");
  writeFileSync(path, "old");
  linkSync(path, join(folder, "b"));
  linkSync(path, join(folder, "c"));
  expect(files.replace(path, "new").otherNames).toBe(2);
  expect(readFileSync(join(folder, "b"), "utf8")).toBe("old");
  expect(files.replace(path, "newer").otherNames).toBe(0);
});

test.each([99, 0])("what does not fit on a disk with %d bytes free is not begun, nor made", (free) => {
  const path = join(folder, "a");
  writeFileSync(path, "old");
  jest.spyOn(operations, "freeBytes").mockReturnValue(free);
  const make = jest.fn();
  try {
    expect(() => files.replace(path, make, 100)).toThrow(expect.objectContaining({ code: "ENOSPC" }));
  } finally {
    jest.restoreAllMocks();
  }
  expect(make).not.toHaveBeenCalled();
  expect(readdirSync(folder)).toEqual(["a"]);
});

onPOSIX.each([
  ["of 255 letters", "x".repeat(255)],
  ["of 239 letters, which a suffix makes too long", `${"y".repeat(235)}.csv`],
  ["of 126 Greek letters", `${"σ".repeat(126)}ab`],
  ["of signs of two units", `${"😀".repeat(60)}.arrow`],
])("a file with a name %s is replaced, and its drafts are known", (_, name) => {
  const path = join(folder, name);
  files.replace(path, "old");
  let draft = "";
  files.replace(path, () => {
    [draft] = readdirSync(folder).filter((other) => other !== name);
    return Uint8Array.of(110);
  });
  expect(readdirSync(folder)).toEqual([name]);
  expect(readFileSync(path, "utf8")).toBe("n");
  expect(Buffer.byteLength(draft)).toBeLessThanOrEqual(255);
  // That of a process that was killed, and that of a file whose name begins alike.
  const other = `${name.slice(0, -1)}_`;
  writeFileSync(join(folder, draft), "half");
  files.replace(join(folder, other), () => {
    const drafts = readdirSync(folder).filter((one) => one.endsWith(".tmp"));
    expect(drafts).toHaveLength(2);
    files.removeDrafts(path);
    expect(readdirSync(folder).filter((one) => one.endsWith(".tmp"))).toEqual(drafts.filter((one) => one !== draft));
    return Uint8Array.of(1);
  });
  expect(readdirSync(folder).sort()).toEqual([name, other].sort());
});

test("a file is made only where there is none", () => {
  const path = join(folder, "a");
  expect(files.create(path, "first")).toBe(true);
  expect(files.create(path, "second")).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("first");
  files.remove(path);
  files.remove(path);
  expect(files.exists(path)).toBe(false);
});

test("what there is at a path", () => {
  const path = join(folder, "a");
  writeFileSync(path, "");
  expect([folder, path, join(folder, "b")].map((each) => files.kind(each))).toEqual(["folder", "file", undefined]);
  expect(() => files.kind(join(path, "c"))).toThrow(expect.objectContaining({ code: "ENOTDIR" }));
  expect([folder, path, join(folder, "b"), join(path, "c")].map((each) => files.exists(each))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  if (process.platform !== "win32") expect(files.kind("/dev/null")).toBe("device");
  expect(files.absolute(join(folder, "x", "..", "a"))).toBe(path);
  expect(files.list(folder)).toEqual(["a"]);
});
