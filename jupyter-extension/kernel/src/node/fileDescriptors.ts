import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

type Call = (...args: unknown[]) => unknown;

/** Shows in the notebook what cells write to the file descriptors of stdout and stderr. */
export function showDescriptors(): void {
  const own = fs as unknown as Record<string, Call>;
  const { writeSync, write, writevSync, writeFileSync, appendFileSync } = own as {
    [name in "writeSync" | "write" | "writevSync" | "writeFileSync" | "appendFileSync"]: Call;
  };
  own["writeSync"] = (fd, data, ...rest) => (isShown(fd) ? shown(fd, data, rest) : writeSync(fd, data, ...rest));
  own["write"] = Object.assign(
    (fd: unknown, data: unknown, ...rest: unknown[]) => {
      if (!isShown(fd)) return write(fd, data, ...rest);
      const size = shown(fd, data, rest);
      const done = rest.at(-1);
      if (typeof done === "function") process.nextTick(done as Call, null, size, data);
    },
    // The promise of util.promisify.
    write,
  );
  own["writevSync"] = (fd, views, ...rest) =>
    isShown(fd) && Array.isArray(views)
      ? views.reduce((size: number, view) => size + shown(fd, view, []), 0)
      : writevSync(fd, views, ...rest);
  for (const [name, original] of Object.entries({ writeFileSync, appendFileSync }))
    own[name] = (file, data, ...rest) =>
      isShown(file) ? void shown(file, data, [undefined, encodingOf(rest[0])]) : original(file, data, ...rest);
  syncBuiltinESMExports();
}

/** @param options - of a whole file: an encoding, or an object that may hold one */
function encodingOf(options: unknown): unknown {
  return typeof options === "object" && options !== null ? (options as { encoding?: unknown }).encoding : options;
}

function isShown(fd: unknown): fd is 1 | 2 {
  return fd === 1 || fd === 2;
}

/** @param rest - `(position?, encoding?)` of a text, `(offset?, length?, position?)` of bytes, or options */
function shown(fd: 1 | 2, data: unknown, rest: readonly unknown[]): number {
  const bytes = ArrayBuffer.isView(data)
    ? part(Buffer.from(data.buffer, data.byteOffset, data.byteLength), rest)
    : Buffer.from(String(data), typeof rest[1] === "string" ? (rest[1] as BufferEncoding) : "utf8");
  process[fd === 1 ? "stdout" : "stderr"].write(bytes);
  return bytes.byteLength;
}

function part(bytes: Buffer, [first, second]: readonly unknown[]): Buffer {
  const { offset, length } = (
    typeof first === "object" && first !== null ? first : { offset: first, length: second }
  ) as {
    offset?: unknown;
    length?: unknown;
  };
  const from = typeof offset === "number" ? offset : 0;
  return typeof length === "number" ? bytes.subarray(from, from + length) : bytes.subarray(from);
}
