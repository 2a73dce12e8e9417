import type { Advice } from "./advice";
import { guardAwaits } from "./awaits";
import { cellFacts, repairShorthand } from "./repairs";
import type { Position, PositionMap } from "./sourceMaps";
import { type Converter, type ConvertResult, type Diagnostic, positionsOf } from "./tslab";

/** A fault that the TypeScript compiler found; the place counts from 0. */
export interface Fault extends Position {
  /** File next to the notebook; the cell itself has none. */
  file: string | undefined;
  message: string;
}

/** Thrown when a cell does not compile. */
export class CompileError extends Error {
  /** @param cell - the cell's name; @param source - its text */
  constructor(
    readonly cell: string,
    readonly source: string,
    readonly faults: readonly Fault[],
  ) {
    super(faults[0]!.message);
    this.name = "TypeScriptError";
  }
}

/** A cell that has been compiled. */
export interface CompiledCell {
  /** `Cell[n]`, its name in stack traces. */
  name: string;
  source: string;
  /** Property of tslab's locals that receives the value to be shown. */
  resultName: string | undefined;
  positions: PositionMap;
}

/** tslab's converter with its repairs; it remembers the cells, so that positions can be found in their sources. */
export class CellConverter {
  readonly cells = new Map<string, CompiledCell>();
  /** Modules next to the notebook that cells import, by the path of their JavaScript. */
  readonly modules = new Map<string, PositionMap>();
  /** The cell that was compiled last. */
  current: CompiledCell | undefined;
  private upcoming = "Cell[1]";

  constructor(
    private readonly tslab: Converter,
    private readonly critical: <T>(work: () => T) => T,
    private readonly advice: Pick<Advice, "on">,
  ) {}

  /** Names the cell that comes next. */
  announce(number: number): void {
    this.upcoming = `Cell[${number}]`;
    this.current = undefined;
  }

  /** The converter that tslab's executor uses. */
  converter(): Converter {
    const { tslab, critical } = this;
    return {
      convert: (declarations, source) => critical(() => this.convert(declarations, source)),
      inspect: (declarations, source, at) => critical(() => tslab.inspect(declarations, source, at)),
      complete: (declarations, source, at) => critical(() => tslab.complete(declarations, source, at)),
      addModule: (name, content, meta) => {
        const diagnostics = critical(() => tslab.addModule(name, content, meta));
        if (diagnostics.length > 0)
          throw new CompileError(
            this.upcoming,
            content,
            this.faults(diagnostics, content, (at) => at),
          );
        return diagnostics;
      },
      close: () => tslab.close(),
    };
  }

  private convert(declarations: string, source: string): ConvertResult {
    const repaired = repairShorthand(source);
    const facts = cellFacts(source);
    const converted = this.tslab.convert(declarations, repaired.text);
    const original = ({ line, column }: Position): Position => ({
      line,
      column: repaired.originalColumn(line, column),
    });
    if (converted.diagnostics.length > 0)
      throw new CompileError(this.upcoming, source, this.faults(converted.diagnostics, source, original));

    for (const { path, data } of converted.sideOutputs ?? []) this.modules.set(path, positionsOf(data));

    const map = positionsOf(converted.output ?? "");
    const guarded = guardAwaits(converted.output ?? "", this.upcoming);
    // What follows the cell's own lines is tslab's call of the cell.
    const numLines = guarded.text.trimEnd().split("\n").length;
    this.current = {
      name: this.upcoming,
      source,
      resultName: facts.showsValue ? converted.lastExpressionVar : undefined,
      positions: (line, column) =>
        line < numLines ? inCell(map(line, guarded.originalColumn(line, column)), original) : undefined,
    };
    this.cells.set(this.current.name, this.current);
    return {
      ...converted,
      output: converted.output && `${guarded.text}\n//# sourceURL=${this.upcoming}\n`,
      hasToplevelAwait: converted.hasToplevelAwait || facts.awaits,
      lastExpressionVar: undefined,
    };
  }

  /** tslab flattens a chain of messages into diagnostics at one place: join them again. */
  private faults(diagnostics: readonly Diagnostic[], source: string, original: (at: Position) => Position): Fault[] {
    const lastLine = source.split("\n").length - 1;
    const found: Fault[] = [];
    let before: Diagnostic | undefined;
    for (const diagnostic of diagnostics) {
      const { start, end, messageText, fileName } = diagnostic;
      if (before && before.start.offset === start.offset && before.end.offset === end.offset) {
        found[found.length - 1]!.message += `\n  ${messageText}`;
      } else {
        const line = fileName === undefined ? Math.min(start.line, lastLine) : start.line;
        found.push({
          ...original({ line, column: line < start.line ? 0 : start.character }),
          file: fileName,
          message: messageText,
        });
      }
      before = diagnostic;
    }
    return found.map((fault) => ({ ...fault, message: this.advised(fault.message) }));
  }

  private advised(message: string): string {
    const advice = this.advice.on(message);
    return advice === undefined ? message : `${message}${message.includes("\n") ? "\n  " : " "}(${advice})`;
  }
}

/** tslab puts one line before the cell. */
function inCell(position: Position | undefined, original: (at: Position) => Position): Position | undefined {
  return position && position.line > 0 ? original({ line: position.line - 1, column: position.column }) : undefined;
}
