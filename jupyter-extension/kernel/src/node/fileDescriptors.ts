import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

type Call = (...args: unknown[]) => unknown;

/** Shows in the notebook what cells write to the file descriptors of stdout and stderr. */
export function showDescriptors(): void {
  const own = fs as unknown as Record<string, Call>;
  const { writeSync, write } = own as { writeSync: Call; write: Call };
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
  syncBuiltinESMExports();
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
