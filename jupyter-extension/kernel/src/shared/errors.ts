import { withoutSuffix } from "./cellScope";
import type { Site } from "./compiler/awaits";
import type { CompiledCell } from "./compiler/cellCompiler";
import { CompileError } from "./compiler/compileError";
import type { Position, PositionMap } from "./compiler/positions";
import type { Platform } from "./platform";
import { shortened } from "./shortened";

/** Content of Jupyter's `error` message. */
export interface Failure extends Record<string, unknown> {
  ename: string;
  evalue: string;
  traceback: string[];
}

const INTERRUPTED = "KeyboardInterrupt";
const OUT_OF_MEMORY = "MemoryError";

/** Thrown in and shown for an interrupted cell. */
export class InterruptError extends Error {
  constructor(message = "the cell was interrupted; variables of earlier cells are kept") {
    super(message);
    this.name = INTERRUPTED;
  }
}

/** Thrown where a cell asks its reader for input and the front end cannot ask. */
export class InputError extends InterruptError {
  constructor() {
    super("this front end does not ask its reader for input (allow_stdin is false): write the value into the cell");
    this.name = "StdinNotImplementedError";
  }
}

/** Thrown in and shown for a cell that was ended because it filled the heap. */
export class MemoryError extends InterruptError {
  /** @param limit - the most that the heap may hold, in bytes */
  constructor(limit: number) {
    const megabytes = Math.round(limit / 2 ** 20);
    super(
      `a cell may not fill the kernel's memory of ${megabytes.toLocaleString("en")} MB, so this one was ended; ` +
        "variables of earlier cells are kept " +
        `(the environment variable NODE_OPTIONS=--max-old-space-size=${2 * megabytes} gives kernels twice as much)`,
    );
    this.name = OUT_OF_MEMORY;
  }
}

interface Frame {
  place: string;
  caller: string;
  cell: CompiledCell | undefined;
  at: Position;
}

const STACK_LINE = /^\s+at (?:async )?(?:(.*?) \()?([^()]*?):(\d+):(\d+)\)?$/;
/** As Firefox writes it, which knows of no places but those of the script that it runs. */
const FIREFOX_LINE = /^(?:async\*)?([^@]*)@(.*):(\d+):(\d+)$/;
const CONTEXT_LINES = 2;
const MOST_CHARACTERS = 10_000;
const MOST_INNER = 10;
/** So deep may errors stand for others. */
const MOST_NESTED = 3;
const LONGEST_NAME = 1000;
/** The frames stand at the end of a stack, behind a message of any length. */
const MOST_OF_STACK = 200_000;
/** Shown elsewhere. */
const OF_ERRORS = new Set(["name", "message", "stack", "cause", "errors", "errno"]);

/**
 * Turns errors into what the notebook shows: message, line of the cell, callers; nothing of Node, the kernel or
 * packages.
 */
export class ErrorReporter {
  constructor(
    private readonly cells: ReadonlyMap<string, CompiledCell>,
    private readonly modules: ReadonlyMap<string, PositionMap>,
    private readonly platform: Pick<Platform, "inspect">,
    private readonly sitesOf: (error: unknown) => readonly Site[],
  ) {}

  report(error: unknown): Failure {
    try {
      return this.described(stoppedBySignal(error) ? new InterruptError() : error);
    } catch {
      const evalue = "a value that cannot be shown, because reading it fails";
      return { ename: "Thrown value", evalue, traceback: [`Thrown value: ${evalue}`] };
    }
  }

  private described(error: unknown): Failure {
    if (error instanceof CompileError) return compileFailure(error);
    const { ename, evalue } = this.nameAndMessage(error);
    const traceback = [`${ename}: ${evalue}`, ...this.trace(error), ...this.properties(error), ...this.inner(error)];
    for (let cause = causeOf(error), depth = 0; cause !== undefined && depth < 5; cause = causeOf(cause), depth++) {
      const named = this.nameAndMessage(cause);
      traceback.push(`Caused by ${named.ename}: ${named.evalue}`, ...this.trace(cause), ...this.inner(cause));
    }
    return { ename, evalue, traceback };
  }

  /** Properties that its code has given it, such as `code` and `status`, where its message does not say them. */
  private properties(error: unknown): string[] {
    if (!isErrorLike(error)) return [];
    const own = Object.entries(error).filter(
      ([key, value]) => !OF_ERRORS.has(key) && isPlain(value) && !isSaid(value, error.message),
    );
    if (own.length === 0) return [];
    return [shortened(this.platform.inspect(Object.fromEntries(own.slice(0, MOST_INNER))), MOST_CHARACTERS)];
  }

  /** The errors that one stands for, with those that these stand for as 1.1, 1.2, … @param before - of their numbers */
  private inner(error: unknown, before: readonly number[] = []): string[] {
    const errors: unknown = isErrorLike(error) ? (error as { errors?: unknown }).errors : undefined;
    if (!Array.isArray(errors) || before.length === MOST_NESTED) return [];
    const shown = errors.slice(0, MOST_INNER).flatMap((one: unknown, i) => {
      const { ename, evalue } = this.nameAndMessage(one);
      const number = [...before, i + 1];
      return [`[${number.join(".")}] ${ename}: ${evalue}`, ...this.trace(one), ...this.inner(one, number)];
    });
    const left = errors.length - MOST_INNER;
    return left > 0 ? [...shown, `and ${left.toLocaleString("en-US")} more`] : shown;
  }

  /** The report as one text, for what fails outside a cell; undefined for what an interrupt has ended. */
  lateText(error: unknown): string | undefined {
    const { ename, traceback } = this.report(error);
    return ename === INTERRUPTED || ename === OUT_OF_MEMORY ? undefined : `${traceback.join("\n")}\n`;
  }

  private nameAndMessage(error: unknown): { ename: string; evalue: string } {
    if (!isErrorLike(error))
      return { ename: "Thrown value", evalue: shortened(this.platform.inspect(error), MOST_CHARACTERS) };
    return {
      ename: typeof error.name === "string" && error.name !== "" ? shortened(error.name, LONGEST_NAME) : "Error",
      evalue: readable(String(error.message)),
    };
  }

  private trace(error: unknown): string[] {
    const frames = this.frames(error);
    const [first, ...callers] = frames;
    if (!first) return [];
    const lines = [
      first.cell ? excerpt(first.place, first.cell.source, first.at) : `${first.place}${lineColumn(first.at)}`,
    ];
    for (const { place, caller, at } of callers)
      lines.push(`called from ${place}${lineColumn(at)}${caller && ` in ${caller}`}`);
    return lines;
  }

  private frames(error: unknown): Frame[] {
    const stack =
      error instanceof Error || hasStack(error) ? String(error.stack).slice(-MOST_OF_STACK).split("\n") : [];
    const frames: Frame[] = [];
    for (const text of stack) {
      const [, caller = "", file, line, column] = STACK_LINE.exec(text) ?? [];
      const frame =
        file === undefined
          ? this.frameOfFirefox(text)
          : this.frame(file, { line: Number(line) - 1, column: Number(column) - 1 }, caller);
      if (frame) frames.push(frame);
    }
    for (const { file, line, column } of this.sitesOf(error)) {
      // One line stands before the cell's code in its script.
      const at = this.cells.get(file)?.positions(line + 1, column);
      const frame = at && this.frame(file, at, "");
      if (frame && !frames.some(({ place, at }) => place === frame.place && at.line === frame.at.line))
        frames.push(frame);
    }
    return frames;
  }

  private frameOfFirefox(text: string): Frame | undefined {
    const [, caller = "", file = "", line, column] = FIREFOX_LINE.exec(text) ?? [];
    const positions = this.cells.get(file)?.positions ?? this.modules.get(file);
    const at = positions?.(Number(line) - 1, Number(column) - 1);
    return at && this.frame(file, at, caller.replace(/[/<]+$/, ""));
  }

  /** @param at - in the source */
  private frame(file: string, at: Position, caller: string): Frame | undefined {
    const name = /^(?:new )?(?:Object\.|Proxy\.|exports\.)?(?!<anonymous>|eval$)(.*)$/.exec(caller)?.[1] ?? "";
    const cell = this.cells.get(file);
    if (cell) return { place: title(file), caller: name, cell, at };
    return this.modules.has(file) ? { place: file, caller: name, cell: undefined, at } : undefined;
  }
}

/** A message without what names the machine; of a very long one only the beginning is looked through. */
function readable(message: string): string {
  const cleaned = advised(withoutSuffix(withoutPaths(message.slice(0, MOST_OF_STACK))));
  return shortened(cleaned + message.slice(MOST_OF_STACK), MOST_CHARACTERS);
}

/** What a library says of what it cannot know about cells. */
function advised(message: string): string {
  const outer = /^Invalid variable reference: "([^"]+)"/.exec(message);
  return outer
    ? `${message} (arquero reads a function's text and knows no variables around it: aq.escape(d => …) keeps them, ` +
        `or table.params({ ${outer[1]} }) hands ${outer[1]} over)`
    : message;
}

function compileFailure(error: CompileError): Failure {
  const [first] = error.faults;
  const cell = title(error.cell);
  const traceback = error.faults.flatMap((fault) => [
    `${error.name}: ${fault.message}`,
    fault.file === undefined ? excerpt(cell, error.source, fault) : `${fault.file}${lineColumn(fault)}`,
  ]);
  return { ename: error.name, evalue: `${first!.message} (${first!.file ?? cell}${lineColumn(first!)})`, traceback };
}

function lineColumn({ line, column }: Position): string {
  return `, line ${line + 1}, column ${column + 1}`;
}

/** "Cell[3]", the name in stack traces → "Cell [3]". */
function title(cell: string): string {
  return cell.replace("[", " [");
}

/** The line in question between its neighbours, marked. */
function excerpt(place: string, source: string, at: Position): string {
  const lines = source.split("\n");
  const from = Math.max(0, at.line - CONTEXT_LINES);
  const to = Math.min(lines.length, at.line + CONTEXT_LINES + 1);
  const width = String(to).length;
  const shown = lines.slice(from, to).map((text, i) => {
    const line = from + i;
    return `${line === at.line ? ">" : " "} ${String(line + 1).padStart(width)} | ${text}`;
  });
  const indent = (lines[at.line] ?? "").slice(0, at.column).replace(/[^\t]/g, " ");
  shown.splice(at.line - from + 1, 0, `  ${" ".repeat(width)} | ${indent}^`);
  return [`${place}${lineColumn(at)}`, ...shown].join("\n");
}

/** A number in a message may be another one. */
function isSaid(value: unknown, message: string): boolean {
  return typeof value === "string" && message.includes(value);
}

function isPlain(value: unknown): boolean {
  return value === null || /^(?:string|number|bigint|boolean)$/.test(typeof value);
}

function withoutPaths(message: string): string {
  return message.replace(/\nRequire stack:\n(?:- .*\n?)*/, "");
}

function isErrorLike(value: unknown): value is Error {
  return value instanceof Error || (hasStack(value) && typeof (value as Error).message === "string");
}

function hasStack(value: unknown): value is { stack: string } {
  return typeof value === "object" && value !== null && typeof (value as { stack?: unknown }).stack === "string";
}

function causeOf(error: unknown): unknown {
  return isErrorLike(error) ? error.cause : undefined;
}

/** SIGINT during synchronous code ends it with this error of Node's vm module. */
function stoppedBySignal(error: unknown): boolean {
  return (error as { code?: unknown } | undefined | null)?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}
