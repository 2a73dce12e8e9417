import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { files } from "engine/platform/files";

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

test("of a link, the file that it stands for is replaced; one that leads nowhere is replaced itself", () => {
  const [target, link, dangling] = ["target", "link", "dangling"].map((name) => join(folder, name));
  writeFileSync(target, "old");
  symlinkSync(target, link);
  files.replace(link, "new");
  expect(readFileSync(target, "utf8")).toBe("new");
  expect(readlinkSync(link)).toBe(target);
  symlinkSync(join(folder, "nowhere"), dangling);
  files.replace(dangling, "text");
  expect(readFileSync(dangling, "utf8")).toBe("text");
  expect(readdirSync(folder).sort()).toEqual(["dangling", "link", "target"]);
});

test("a file that cannot be replaced is as it was, and nothing stays beside it", () => {
  files.makeFolder(join(folder, "a", "b"));
  writeFileSync(join(folder, "a", "c"), "old");
  expect(() => files.replace(join(folder, "a"), "x")).toThrow(expect.objectContaining({ code: "EISDIR" }));
  expect(() => files.replace(join(folder, "a", "c", "d"), "x")).toThrow(expect.objectContaining({ code: "ENOTDIR" }));
  expect(() => files.replace(join(folder, "none", "d"), "x")).toThrow(expect.objectContaining({ code: "ENOENT" }));
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(["a", join("a", "b"), join("a", "c")]);
  expect(readFileSync(join(folder, "a", "c"), "utf8")).toBe("old");
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
