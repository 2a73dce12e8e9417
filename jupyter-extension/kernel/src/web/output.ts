import { format, inspect } from "node-inspect-extracted";

type StreamName = "stdout" | "stderr";
type Print = (name: StreamName, text: string) => void;

const STREAMS: { readonly [method: string]: StreamName } = {
  log: "stdout",
  info: "stdout",
  debug: "stdout",
  warn: "stderr",
  error: "stderr",
};

/** Sends what cells print to the notebook, as Node would write it. */
export function captureOutput(print: Print): void {
  let indent = "";
  const write = (name: StreamName, args: readonly unknown[]): void =>
    print(name, `${format(...args).replace(/^/gm, indent)}\n`);
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  const elapsed = (label: string): string => `${label}: ${(performance.now() - (timers.get(label) ?? 0)).toFixed(3)}ms`;
  Object.assign(console, {
    ...Object.fromEntries(
      Object.entries(STREAMS).map(([method, name]) => [method, (...args: unknown[]) => write(name, args)]),
    ),
    dir: (value: unknown, options?: object) => write("stdout", [inspect(value, { customInspect: false, ...options })]),
    table: (value: unknown) => write("stdout", [value]),
    group(...label: unknown[]) {
      if (label.length > 0) write("stdout", label);
      indent += "  ";
    },
    groupEnd() {
      indent = indent.slice(2);
    },
    assert(condition?: unknown, ...data: unknown[]) {
      if (!condition) write("stderr", ["Assertion failed", ...data]);
    },
    count(label = "default") {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      write("stdout", [`${label}: ${counts.get(label)}`]);
    },
    time: (label = "default") => void timers.set(label, performance.now()),
    timeEnd(label = "default") {
      write("stdout", [elapsed(label)]);
      timers.delete(label);
    },
    timeLog: (label = "default", ...data: unknown[]) => write("stdout", [elapsed(label), ...data]),
    trace: (...args: unknown[]) => write("stderr", ["Trace:", ...args]),
  });
  publishProcess(print);
}

/** What of Node's `process` a page has; @types/browser declares it. */
function publishProcess(print: Print): void {
  const stream = (name: StreamName) => ({
    isTTY: false,
    write: (text: unknown) => {
      print(name, String(text));
      return true;
    },
  });
  const process = {
    browser: true,
    platform: "browser",
    env: {},
    argv: [],
    versions: {},
    cwd: () => "/drive",
    exit() {
      throw new Error(
        "process.exit() would end the kernel and lose its variables; shut the kernel down from the menu instead",
      );
    },
    nextTick: (work: (...args: unknown[]) => void, ...args: unknown[]) => queueMicrotask(() => work(...args)),
    stdout: stream("stdout"),
    stderr: stream("stderr"),
  };
  Object.defineProperty(globalThis, "process", { value: process, configurable: true, writable: true });
}
