import { Advice } from "./advice";
import { completeArgument, completeSpecifier } from "./argumentCompletion";
import { CellScope } from "./cellScope";
import { enclosingCall } from "./columnPlace";
import { AwaitGuard, GUARD } from "./compiler/awaits";
import { CellCompiler, type CompiledCell } from "./compiler/cellCompiler";
import type { Completion } from "./compiler/completion";
import { ErrorReporter, type Failure, InterruptError, MemoryError } from "./errors";
import { completeColumns } from "./formulaCompletion";
import type { MimeBundle } from "./host";
import { Interrupts } from "./interrupts";
import { completeSymbol } from "./latexNames";
import { type Imported, NotebookModules } from "./modules/notebookModules";
import type { Platform } from "./platform";
import { richBundle } from "./rich";
import type { RunState } from "./runState";
import { SessionTables } from "./sessionTables";
import { stackOf } from "./stackTraces";

/** How a cell ended; a cell without a value to show has neither property. */
export interface CellEnd {
  bundle?: MimeBundle | undefined;
  failure?: Failure;
}

/** The kernel as the code of one cell sees it. */
interface Door {
  readonly imports: readonly (readonly Imported[])[];
  readonly import: (specifier: unknown) => Promise<object>;
  readonly meta: object;
  /** What the cell's last expression has given. */
  value: unknown;
  /** A loop works on locals in place of these bindings; gives where it can say what they are. */
  beginLoop(bindings: readonly string[], values: readonly unknown[]): Float64Array;
  endLoop(): void;
}

/** A loop that works on locals, and where it was when it last said so. */
interface Underway {
  readonly bindings: readonly string[];
  readonly values: Float64Array;
}

const LIBRARY = "mixedmodels";

/** Runs cells one after the other. */
export class Cells {
  readonly interrupts: Interrupts;
  readonly errors: ErrorReporter;
  readonly awaits = new AwaitGuard();
  private readonly scope: CellScope;
  private readonly compiler: CellCompiler;
  private readonly modules: NotebookModules;
  private readonly compiled = new Map<string, CompiledCell>();
  private readonly noted = new Set<string>();
  private serial = 0;
  private running = false;

  /** @param note - shows the reader a remark on a cell */
  constructor(
    private readonly platform: Platform,
    private readonly state: RunState,
    private readonly note: (text: string) => void = () => undefined,
  ) {
    const guard = this.awaits;
    Object.defineProperty(globalThis, GUARD, { value: guard, configurable: true });
    const advice = new Advice(platform);
    const advised = (message: string): string => {
      const said = advice.on(message);
      return said === undefined ? message : `${message}${message.includes("\n") ? "\n  " : " "}(${said})`;
    };
    this.scope = new CellScope(platform, () => platform.pageDeclarations());
    this.compiler = new CellCompiler(platform, this.scope, advised, (line, message) => advice.onSource(line, message));
    this.modules = new NotebookModules(platform, (file) => this.compiler.optionsFor(file));
    const { positions } = this.modules.neighbours;
    this.interrupts = new Interrupts(platform, state, guard, () => undefined);
    this.errors = new ErrorReporter(this.compiled, positions, platform, (error) => guard.sitesOf(error));
    const errors: { prepareStackTrace?: ReturnType<typeof stackOf> } = Error as object;
    errors.prepareStackTrace = stackOf((file) => this.compiled.get(file)?.positions ?? positions.get(file));
  }

  /**
   * Reads what most cells need while nobody waits, in steps between which a cell that has come goes first.
   * @param pause - calls back when the kernel has nothing else to do
   */
  async warmUp(pause: () => Promise<void>): Promise<void> {
    for (const step of this.warmUps) {
      await pause();
      while (this.running) await pause();
      try {
        await this.state.critical(step);
      } catch {
        // A cell that needs it will say why it cannot be had.
      }
    }
  }

  private readonly warmUps: readonly (() => unknown)[] = [
    () => this.compiler.warmUp("1 + 1"),
    () => this.compiler.warmUp(`import { dataset, fit } from "${LIBRARY}";\nfit("y ~ 1 + (1 | g)", dataset("kb07"))`),
    () => this.tryLibrary(),
    () => this.compiler.readLibraries(),
  ];

  /** Fits a small model: what that needs is loaded and compiled. */
  private tryLibrary(): Promise<unknown> {
    const { dataset, fit } = this.platform.library() as typeof import("mixedmodels");
    return richBundle(fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy")), this.platform);
  }

  /** @param name - of the cell in reports of errors, such as "Cell[3]" */
  async execute(source: string, name: string): Promise<CellEnd> {
    this.running = true;
    this.state.critical(() => this.handOver());
    const { value, interrupt } = await this.interrupts.run(() => this.run(source, name));
    this.running = false;
    return this.state.critical(() => {
      // What a cell that filled the memory has made would only take room.
      this.settle(interrupt instanceof MemoryError ? "forget" : "keep");
      this.platform.collectWhenNearlyFull();
      return interrupt === undefined
        ? (value ?? {})
        : { failure: this.interruption(interrupt, value?.failure?.evalue) };
    });
  }

  /** @param said - what the cell itself has to say about its end */
  private interruption(interrupt: InterruptError, said: string | undefined): Failure {
    return this.errors.report(
      said === undefined || interrupt instanceof MemoryError ? interrupt : new InterruptError(said),
    );
  }

  /** A cell that has begun and not come to its end, with the values before it of the names that it declares. */
  private underway: Underway | undefined;
  private unsettled: { cell: CompiledCell; before: { readonly [name: string]: unknown } } | undefined;

  /** What a loop has got to that was ended by force, in a cell or, between cells, in a timer. */
  private handOver(): void {
    if (this.underway !== undefined) this.scope.assign(this.underway.bindings, this.underway.values);
    this.underway = undefined;
  }

  /** Of a cell that has failed those names hold that it has got to. */
  private settle(how: "keep" | "forget"): void {
    this.handOver();
    if (this.unsettled === undefined) return;
    const { cell, before } = this.unsettled;
    this.unsettled = undefined;
    const names = valuesOf(cell);
    const after = this.scope.values(names);
    const changed = names.filter((name) => !Object.is(before[name], after[name]));
    const known = new Set(this.compiler.valueNames);
    const fresh = changed.filter((name) => !known.has(name));
    if (how === "forget") this.scope.clear(fresh);
    const kept = how === "keep" ? changed : changed.filter((name) => known.has(name));
    this.compiler.keep(cell, new Set(kept));
  }

  private async run(source: string, name: string): Promise<CellEnd> {
    const serial = ++this.serial;
    try {
      const cell = this.state.critical(() => this.begun(source, name));
      const door: Door = {
        imports: await this.imported(cell),
        import: this.modules.import,
        meta: this.platform.metaOf(this.notebookFile),
        value: undefined,
        beginLoop: (bindings, values) => this.beginLoop(bindings, values),
        endLoop: () => {
          this.underway = undefined;
        },
      };
      if (serial !== this.serial) return {};
      await this.platform.interruptible(() => this.call(cell, door));
      if (serial !== this.serial) return {};
      this.state.critical(() => this.ended(cell));
      return { bundle: cell.showsValue ? await richBundle(door.value, this.platform) : undefined };
    } catch (error) {
      return { failure: this.errors.report(error) };
    }
  }

  private beginLoop(bindings: readonly string[], initial: readonly unknown[]): Float64Array {
    const values = Float64Array.from(initial as number[]);
    // What is no number yet, whatever its type says, could not be told from NaN.
    if (initial.every((value) => typeof value === "number")) this.underway = { bindings, values };
    return values;
  }

  private get notebookFile(): string {
    return `${this.platform.compilerFolder}/notebook.js`;
  }

  private begun(source: string, name: string): CompiledCell {
    const cell = this.compiler.compile(source, name);
    this.compiled.set(cell.name, cell);
    const names = valuesOf(cell);
    this.scope.declare([...names, ...this.compiler.liveBindings(cell)]);
    this.unsettled = { cell, before: this.scope.values(names) };
    for (const specifier of cell.untyped) this.noteOnce(specifier);
    return cell;
  }

  private ended(cell: CompiledCell): void {
    this.unsettled = undefined;
    this.compiler.keep(cell);
  }

  private noteOnce(specifier: string): void {
    if (this.noted.has(specifier)) return;
    this.noted.add(specifier);
    this.note(`'${specifier}' says nothing of its types: what comes from it is taken as any\n`);
  }

  private imported(cell: CompiledCell): Promise<Imported[][]> | Imported[][] {
    return cell.imports.length === 0 ? [] : this.platform.interruptible(() => this.modules.imported(cell.imports));
  }

  private call(cell: CompiledCell, door: Door): unknown {
    const { filename, dirname } = this.platform.metaOf(this.notebookFile);
    const run = this.platform.evaluate(cell.script) as (...values: unknown[]) => unknown;
    const module = { exports: {}, id: filename, filename };
    return run.call(undefined, door, this.modules.require, module, module.exports, filename, dirname);
  }

  /** Completions at `offset`, a UTF-16 offset. */
  complete(source: string, offset: number): Completion {
    const tables = new SessionTables(this.variables(), this.platform);
    const special =
      completeSymbol(source, offset) ??
      completeColumns(source, offset, tables) ??
      completeSpecifier(source, offset, this.platform);
    if (special !== undefined) return special;
    const typed = this.compiler.complete(source, offset);
    return typed.names.length > 0 ? typed : (completeArgument(source, offset, tables, this.platform) ?? typed);
  }

  private variables(): object {
    return this.scope.values(this.compiler.valueNames);
  }

  /** What the compiler knows about the name at `offset` (or just before it), or else of the call around, as text. */
  inspect(source: string, offset: number): string | undefined {
    const call = enclosingCall(source, offset);
    return (
      this.compiler.inspect(source, offset) ??
      (offset > 0 ? this.compiler.inspect(source, offset - 1) : undefined) ??
      (call === undefined ? undefined : this.compiler.inspect(source, call - 1))
    );
  }
}

/** The names that a cell declares as values. */
function valuesOf({ declared }: CompiledCell): string[] {
  return [...declared].filter(([, { value }]) => value).map(([name]) => name);
}
