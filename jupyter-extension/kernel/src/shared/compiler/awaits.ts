import ts from "typescript-6";
import { type Edit, EditedText } from "./edits";

/** Name of the global object whose methods guard the awaits of cells. */
export const GUARD = "__mixedmodels_await__";

/**
 * Sends every `await` of a cell's JavaScript through `AwaitGuard`, together with its place, so that an interrupt ends
 * what waits there (a loop of awaits would otherwise go on unseen) and an error that comes from a worker has a line.
 * @param tick - a global function that each turn of a loop calls, where nothing else can end it
 */
export function guardAwaits(javascript: string, cell: string, tick?: string): EditedText {
  const file = ts.createSourceFile("cell.js", javascript, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const edits: Edit[] = [];
  const guard = (method: keyof AwaitGuard, node: ts.Expression): void => {
    const start = node.getStart(file);
    const { line, character } = file.getLineAndCharacterOfPosition(start);
    edits.push({ start, length: 0, text: `${GUARD}.${method}(` });
    edits.push({ start: node.end, length: 0, text: `, ${JSON.stringify(cell)}, ${line}, ${character})` });
  };
  const beginTurn = (body: ts.Statement): void => {
    const start = body.getStart(file);
    if (ts.isBlock(body)) edits.push({ start: start + 1, length: 0, text: ` ${tick}();` });
    else edits.push({ start, length: 0, text: `{ ${tick}(); ` });
  };
  const endTurn = (body: ts.Statement): void => {
    if (!ts.isBlock(body)) edits.push({ start: body.end, length: 0, text: " }" });
  };
  const visit = (node: ts.Node): void => {
    if (tick !== undefined && ts.isIterationStatement(node, false)) beginTurn(node.statement);
    ts.forEachChild(node, visit);
    if (tick !== undefined && ts.isIterationStatement(node, false)) endTurn(node.statement);
    if (ts.isAwaitExpression(node)) guard("value", node.expression);
    if (ts.isForOfStatement(node) && node.awaitModifier) guard("items", node.expression);
  };
  visit(file);
  return new EditedText(javascript, edits);
}

/** A place in the JavaScript of a cell; line and column count from 0. */
export interface Site {
  file: string;
  line: number;
  column: number;
}

/** Called where something begins to wait; gives what lets it go on. */
export type Waiting = () => (goOn: () => void) => void;

/** Run-time side of `guardAwaits`. */
export class AwaitGuard {
  /** Who is told of what waits. */
  waiting: Waiting = () => (goOn) => goOn();
  private readonly pending = new Set<(reason: unknown) => void>();
  private readonly sites = new WeakMap<object, Site[]>();

  /** Where cells were waiting when they received this error, innermost first. */
  sitesOf(error: unknown): readonly Site[] {
    return (typeof error === "object" && error !== null && this.sites.get(error)) || [];
  }

  /** Ends all waiting with `reason`. */
  rejectAll(reason: unknown): void {
    const waiting = [...this.pending];
    this.pending.clear();
    for (const reject of waiting) reject(reason);
  }

  value<T>(awaited: T | PromiseLike<T>, file: string, line: number, column: number): T | Promise<T> {
    if (!isThenable(awaited)) return awaited;
    const going = this.waiting();
    return new Promise<T>((resolve, reject) => {
      this.pending.add(reject);
      awaited.then(
        (result) => {
          this.pending.delete(reject);
          going(() => resolve(result));
        },
        (error: unknown) => {
          this.pending.delete(reject);
          this.remember(error, { file, line, column });
          going(() => reject(error));
        },
      );
    });
  }

  items<T>(
    source: AsyncIterable<T> | Iterable<T | PromiseLike<T>>,
    file: string,
    line: number,
    column: number,
  ): AsyncIterable<T> {
    const guarded = (step: unknown): Promise<IteratorResult<T>> =>
      Promise.resolve(this.value(step as PromiseLike<IteratorResult<T>>, file, line, column));
    return {
      [Symbol.asyncIterator]: () => {
        const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : awaitItems(source);
        return {
          next: () => guarded(iterator.next()),
          return: (value?: unknown) => guarded(iterator.return?.(value) ?? { done: true, value }),
        };
      },
    };
  }

  private remember(error: unknown, site: Site): void {
    if (typeof error !== "object" || error === null) return;
    const sites = this.sites.get(error);
    if (sites) sites.push(site);
    else this.sites.set(error, [site]);
  }
}

async function* awaitItems<T>(source: Iterable<T | PromiseLike<T>>): AsyncGenerator<T, undefined> {
  for (const item of source) yield await item;
  return undefined;
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return (
    value !== null &&
    (typeof value === "object" || typeof value === "function") &&
    typeof (value as PromiseLike<T>).then === "function"
  );
}
