import { format, inspect } from "node-inspect-extracted";
import { consoleTable } from "./consoleTable";

type StreamName = "stdout" | "stderr";
type Print = (name: StreamName, text: string) => void;

const STREAMS: { readonly [method: string]: StreamName } = {
  log: "stdout",
  info: "stdout",
  debug: "stdout",
  warn: "stderr",
  error: "stderr",
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long something took, as Node says it. */
function elapsedText(ms: number): string {
  if (ms < SECOND) return `${Number(ms.toFixed(3))}ms`;
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(3)}s`;
  return `${Math.floor(ms / MINUTE)}:${((ms % MINUTE) / SECOND).toFixed(3).padStart(6, "0")} (m:ss.mmm)`;
}

/**
 * Sends what cells print to the notebook, as Node would write it.
 * @param folder - the notebook's
 */
export function captureOutput(print: Print, folder: string): void {
  let indent = "";
  const write = (name: StreamName, args: readonly unknown[]): void =>
    print(name, `${format(...args).replace(/^/gm, indent)}\n`);
  const counts = new Map<string, number>();
  const timers = new Map<string, number>();
  const warn = (text: string): void => write("stderr", [`Warning: ${text}`]);
  const sayElapsed = (method: string, label: string, data: readonly unknown[]): boolean => {
    const begun = timers.get(label);
    if (begun === undefined) warn(`No such label '${label}' for console.${method}()`);
    else write("stdout", [`${label}: ${elapsedText(performance.now() - begun)}`, ...data]);
    return begun !== undefined;
  };
  const group = (...label: unknown[]): void => {
    if (label.length > 0) write("stdout", label);
    indent += "  ";
  };
  Object.assign(console, {
    ...Object.fromEntries(
      Object.entries(STREAMS).map(([method, name]) => [method, (...args: unknown[]) => write(name, args)]),
    ),
    dir: (value: unknown, options?: object) => write("stdout", [inspect(value, { customInspect: false, ...options })]),
    dirxml: (...args: unknown[]) => write("stdout", args),
    table: (value: unknown, columns?: readonly string[]) => write("stdout", [consoleTable(value, columns) ?? value]),
    group,
    groupCollapsed: group,
    groupEnd() {
      indent = indent.slice(2);
    },
    assert(condition?: unknown, ...data: unknown[]) {
      const [said, ...rest] = data;
      if (condition) return;
      if (typeof said === "string") write("stderr", [`Assertion failed: ${said}`, ...rest]);
      else write("stderr", [data.length === 0 ? "Assertion failed" : "Assertion failed:", ...data]);
    },
    count(label = "default") {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      write("stdout", [`${label}: ${counts.get(label)}`]);
    },
    countReset(label = "default") {
      if (!counts.delete(label)) warn(`Count for '${label}' does not exist`);
    },
    time(label = "default") {
      if (timers.has(label)) warn(`Label '${label}' already exists for console.time()`);
      else timers.set(label, performance.now());
    },
    timeEnd(label = "default") {
      if (sayElapsed("timeEnd", label, [])) timers.delete(label);
    },
    timeLog: (label = "default", ...data: unknown[]) => void sayElapsed("timeLog", label, data),
    trace: (...args: unknown[]) => write("stderr", ["Trace:", ...args]),
  });
  publishProcess(print, folder);
}

/** What of Node's `process` a page has; @types/browser declares it. */
function publishProcess(print: Print, folder: string): void {
  const stream = (name: StreamName) => {
    // A letter may come in two parts.
    const decoder = new TextDecoder();
    return {
      isTTY: false,
      write: (text: unknown) => {
        print(name, text instanceof Uint8Array ? decoder.decode(text, { stream: true }) : String(text));
        return true;
      },
    };
  };
  const process = {
    browser: true,
    platform: "browser",
    env: {},
    argv: [],
    versions: {},
    cwd: () => folder,
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
