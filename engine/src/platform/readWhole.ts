import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";

/** Bytes that a device or a pipe may give: /dev/zero has no end. */
const MOST = 2 ** 29;
const PIECE = 2 ** 20;
/** A pipe that nobody has open to write into is waited for so long, in ms. */
const PATIENCE = 10_000;
const PAUSE = 5;

/** All bytes of a file. A pipe is read to its end, and a device too if it has one. */
export function readWhole(path: string): Buffer {
  const known = statSync(path, { throwIfNoEntry: false });
  if (known === undefined || known.isFile() || known.isDirectory()) return readFileSync(path);
  // Otherwise opening a pipe waits for ever, and nothing can interrupt that.
  const file = openSync(path, known.isFIFO() ? constants.O_RDONLY | constants.O_NONBLOCK : "r");
  try {
    return readPieces(path, file, fstatSync(file).isFIFO());
  } finally {
    closeSync(file);
  }
}

function readPieces(path: string, file: number, isPipe: boolean): Buffer {
  const pieces: Buffer[] = [];
  const piece = Buffer.alloc(PIECE);
  const started = performance.now();
  let hasWriter = false;
  for (let length = 0; ; ) {
    const count = readPiece(file, piece);
    if (count === undefined) hasWriter = true;
    if (count === 0 && (!isPipe || hasWriter || length > 0)) return Buffer.concat(pieces);
    if (count) {
      pieces.push(Buffer.from(piece.subarray(0, count)));
      length += count;
    } else {
      if (!hasWriter && performance.now() - started > PATIENCE)
        throw failure("ETIMEDOUT", path, `nobody has written into this pipe for ${PATIENCE / 1000} s`);
      wait(PAUSE);
    }
    if (length > MOST)
      throw failure(
        "EFBIG",
        path,
        `a device or pipe may give ${MOST / 2 ** 20} MB, and this one gives more; write that to a file first`,
      );
  }
}

/** How many bytes have come; undefined if none has yet. */
function readPiece(file: number, piece: Buffer): number | undefined {
  try {
    return readSync(file, piece);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EAGAIN") return undefined;
    if (code === "EOF") return 0;
    throw error;
  }
}

function wait(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function failure(code: string, path: string, reason: string): Error {
  return Object.assign(new Error(`${code}: ${reason}, '${path}'`), { code, reason });
}
