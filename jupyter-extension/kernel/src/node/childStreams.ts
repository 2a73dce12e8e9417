import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import type { RunState } from "../shared/runState";

type Options = { stdio?: unknown; input?: unknown; maxBuffer?: number; silent?: boolean } & Record<string, unknown>;
type Call = (this: unknown, ...args: unknown[]) => unknown;
type Target = "stdout" | "stderr";

/** Of a child's stdout and stderr: where in the notebook they are to go that would go to the kernel's own terminal. */
interface Inherited {
  readonly stdio: unknown[];
  readonly to: readonly (Target | undefined)[];
}

const TARGETS = [undefined, "stdout", "stderr"] as const;

/**
 * Shows in the notebook what child processes write to streams that they inherit, and lets the channel thread know when
 * one is waited for, so that ■ can reach it. Output of those that are waited for comes when they have ended.
 */
export function showChildren(state: Pick<RunState, "waitForChild">): void {
  const own = childProcess as unknown as Record<string, Call>;
  const { spawn, fork, spawnSync, execSync, execFileSync } = own as Record<string, Call>;
  own["spawn"] = function (...args) {
    const options = optionsOf(args);
    const inherited = inheritedBy(options.stdio);
    const child = spawn!.apply(this, inherited === undefined ? args : withOptions(args, { stdio: inherited.stdio }));
    if (inherited !== undefined) forward(child as Child, inherited);
    return child;
  };
  own["fork"] = function (...args) {
    const options = optionsOf(args);
    const inherited = inheritedBy(options.stdio ?? (options.silent === true ? undefined : "inherit"));
    if (inherited === undefined) return fork!.apply(this, args);
    const stdio = inherited.stdio.includes("ipc") ? inherited.stdio : [...inherited.stdio, "ipc"];
    const child = fork!.apply(this, withOptions(args, { stdio }));
    forward(child as Child, inherited);
    return child;
  };
  own["spawnSync"] = function (...args) {
    const inherited = inheritedBy(optionsOf(args).stdio);
    const more = inherited && { stdio: inherited.stdio, maxBuffer: Number.POSITIVE_INFINITY };
    const ended = state.waitForChild(() => spawnSync!.apply(this, more ? withOptions(args, more) : args)) as Ended;
    for (const [fd, target] of inherited?.to.entries() ?? []) {
      if (target === undefined || !ended.output) continue;
      show(target, ended.output[fd]);
      ended.output[fd] = null;
      ended[fd === 1 ? "stdout" : "stderr"] = null;
    }
    return ended;
  };
  const waited = (call: Call): Call =>
    function (...args) {
      const inherited = inheritedBy(optionsOf(args).stdio);
      if (inherited === undefined) return state.waitForChild(() => call.apply(this, args));
      const [, out, err] = inherited.to;
      // Without `stdio` Node itself writes what comes on stderr to that of the process.
      const stdio = err === undefined ? inherited.stdio : undefined;
      const { input } = optionsOf(args);
      const more = { stdio, maxBuffer: Number.POSITIVE_INFINITY, ...(stdio ? {} : { input: input ?? "" }) };
      const shown = (output: unknown): unknown => {
        if (out !== undefined) show(out, output);
        return inherited.stdio[1] === "pipe" && out === undefined ? output : null;
      };
      try {
        return shown(state.waitForChild(() => call.apply(this, withOptions(args, more))));
      } catch (error) {
        shown((error as { stdout?: unknown } | undefined)?.stdout);
        throw error;
      }
    };
  own["execSync"] = waited(execSync!);
  own["execFileSync"] = waited(execFileSync!);
  syncBuiltinESMExports();
}

/** Of arguments such as `(command, args?, options?, callback?)`. */
function optionsOf(args: readonly unknown[]): Options {
  return (args.find((one, i) => i > 0 && isOptions(one)) ?? {}) as Options;
}

function isOptions(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withOptions(args: readonly unknown[], more: Options): unknown[] {
  const at = args.findIndex((one, i) => i > 0 && isOptions(one));
  const options = { ...(at < 0 ? {} : (args[at] as Options)), ...more };
  if (at >= 0) return args.map((one, i) => (i === at ? options : one));
  const end = args.findIndex((one) => typeof one === "function");
  return end < 0
    ? [...args.filter((one) => one !== undefined), options]
    : [...args.slice(0, end), options, ...args.slice(end)];
}

function inheritedBy(stdio: unknown): Inherited | undefined {
  const given: unknown[] = Array.isArray(stdio) ? [...stdio] : [stdio, stdio, stdio];
  const to = given.map((one, fd) => (fd === 1 || fd === 2 ? targetOf(one, fd) : undefined));
  if (to.every((target) => target === undefined)) return undefined;
  return { stdio: given.map((one, fd) => (to[fd] === undefined ? one : "pipe")), to };
}

function targetOf(given: unknown, fd: 1 | 2): Target | undefined {
  if (given === "inherit") return TARGETS[fd];
  if (given === 1 || given === process.stdout) return "stdout";
  return given === 2 || given === process.stderr ? "stderr" : undefined;
}

interface Ended {
  output: unknown[] | null;
  stdout: unknown;
  stderr: unknown;
}

interface Child {
  stdout: NodeJS.ReadableStream | null;
  stderr: NodeJS.ReadableStream | null;
}

function forward(child: Child, { to }: Inherited): void {
  for (const [fd, target] of to.entries()) {
    const own = TARGETS[fd];
    if (target === undefined || own === undefined) continue;
    child[own]?.on("data", (chunk: Uint8Array) => process[target].write(chunk));
    child[own] = null;
  }
}

function show(target: Target, output: unknown): void {
  if (typeof output === "string" || output instanceof Uint8Array) process[target].write(output);
}
