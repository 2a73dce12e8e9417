import { constants } from "node:os";
import { StringDecoder } from "node:string_decoder";

/** More bytes than a cell shows: no text holds all that a process may write at once. */
const MOST_BYTES = 2 ** 24;

type StreamName = "stdout" | "stderr";

/** Sends what the process writes to stdout and stderr to the notebook. */
export function captureOutput(write: (name: StreamName, text: string) => void): void {
  for (const name of ["stdout", "stderr"] as const) {
    // A letter may come in two parts.
    const decoder = new StringDecoder("utf8");
    const stream = process[name];
    stream.write = (chunk: string | Uint8Array, encodingOrDone?: unknown, done?: unknown): boolean => {
      write(name, textOf(chunk, encodingOrDone, decoder));
      const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
      if (typeof callback === "function") process.nextTick(callback as () => void);
      return true;
    };
    // Cells after this one print too.
    stream.end = ((...args: unknown[]) => {
      const [chunk] = args;
      if (typeof chunk === "string" || chunk instanceof Uint8Array) stream.write(chunk);
      const callback = args.find((one) => typeof one === "function");
      if (callback !== undefined) process.nextTick(callback as () => void);
      return stream;
    }) as typeof stream.end;
  }
}

function textOf(chunk: string | Uint8Array, encoding: unknown, decoder: StringDecoder): string {
  if (typeof chunk !== "string") {
    const whole = chunk.length <= MOST_BYTES ? decoder : new StringDecoder("utf8");
    return whole.write(Buffer.from(chunk.subarray(0, MOST_BYTES)));
  }
  const isCoded = typeof encoding === "string" && /^(?:hex|base64|base64url|latin1|binary)$/.test(encoding);
  return isCoded ? decoder.write(Buffer.from(chunk, encoding as BufferEncoding)) : chunk;
}

type Exits = { exit(code?: number): never; reallyExit(code?: number): never; abort(): never };

/**
 * Makes `process.exit` and its like an error in cells, where they would take the variables of the notebook with them;
 * returns the real exit.
 */
export function refuseExit(): (code: number) => never {
  const own = process as unknown as Exits;
  const { exit, reallyExit } = own;
  for (const name of ["exit", "reallyExit", "abort"] as const) own[name] = () => refuse(`process.${name}()`);
  const kill = process.kill.bind(process);
  process.kill = (pid, signal) => {
    const harmless = signal === 0 || signal === "SIGINT" || signal === constants.signals.SIGINT;
    if (Math.abs(pid) === process.pid && !harmless) refuse("process.kill() of the kernel's own process");
    return kill(pid, signal);
  };
  return (code) => {
    own.reallyExit = reallyExit;
    return exit.call(process, code);
  };
}

function refuse(call: string): never {
  throw new Error(
    `${call} would end the kernel and lose its variables; shut the kernel down from the notebook's menu instead`,
  );
}

/**
 * Sends errors that nothing catches (in timers, in rejected promises) to `report`, whatever listeners a cell removes.
 */
export function catchLateErrors(report: (error: unknown) => void): void {
  process.on("unhandledRejection", report);
  process.setUncaughtExceptionCaptureCallback((error) => {
    report(error);
    for (const listener of process.listeners("uncaughtException"))
      tryOr(() => listener(error, "uncaughtException"), report);
  });
}

function tryOr(work: () => void, failed: (error: unknown) => void): void {
  try {
    work();
  } catch (error) {
    failed(error);
  }
}
