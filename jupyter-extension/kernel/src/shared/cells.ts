import { Advice } from "./advice";
import { AwaitGuard, GUARD } from "./awaits";
import { CellConverter } from "./compiler";
import type { Completion } from "./completion";
import { ErrorReporter, type Failure, InterruptError, MemoryError } from "./errors";
import { completeColumns } from "./formulaCompletion";
import type { MimeBundle } from "./host";
import { Interrupts } from "./interrupts";
import type { Platform } from "./platform";
import { richBundle } from "./rich";
import type { RunState } from "./runState";
import { SessionTables } from "./sessionTables";
import { createConverter, createExecutor, type Executor, printQuickInfo } from "./tslab";

/** How a cell ended; a cell without a value to show has neither property. */
export interface CellEnd {
  bundle?: MimeBundle | undefined;
  failure?: Failure;
}

/** Runs cells one after the other, on tslab's executor. */
export class Cells {
  readonly interrupts: Interrupts;
  readonly errors: ErrorReporter;
  private readonly converter: CellConverter;
  private readonly executor: Executor;
  private thrown: unknown;

  constructor(
    private readonly platform: Platform,
    private readonly state: RunState,
  ) {
    const guard = new AwaitGuard();
    Object.defineProperty(globalThis, GUARD, { value: guard });
    this.converter = new CellConverter(
      createConverter({ isJS: false, isBrowser: false }),
      (work) => state.critical(work),
      new Advice(platform),
    );
    const node = this.converter.converter();
    const console = { log: () => undefined, error: (error: unknown) => void (this.thrown = error) };
    this.executor = createExecutor(platform.folder, { node, browser: node, close: () => node.close() }, console);
    this.interrupts = new Interrupts(platform, state, guard, () => this.executor.interrupt());
    this.errors = new ErrorReporter(this.converter, platform, (error) => guard.sitesOf(error));
  }

  async execute(source: string, number: number): Promise<CellEnd> {
    this.converter.announce(number);
    const names = new Set(Object.keys(this.executor.locals));
    const { value, interrupt } = await this.interrupts.run(() => this.run(source));
    return this.state.critical(() => {
      if (value === undefined || value.failure) this.forgetOthers(names);
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

  /** The compiler does not know what a cell that failed has made: it would only take room. */
  private forgetOthers(names: ReadonlySet<string>): void {
    for (const name of Object.keys(this.executor.locals)) if (!names.has(name)) delete this.executor.locals[name];
  }

  private async run(source: string): Promise<CellEnd> {
    try {
      this.thrown = undefined;
      if (!(await this.executor.execute(source))) throw this.thrown;
      const name = this.converter.current?.resultName;
      return { bundle: name === undefined ? undefined : await richBundle(this.takeLocal(name), this.platform) };
    } catch (error) {
      return { failure: this.errors.report(error) };
    }
  }

  private takeLocal(name: string): unknown {
    const value: unknown = this.executor.locals[name];
    delete this.executor.locals[name];
    return value;
  }

  /** Completions at `offset`, a UTF-16 offset. */
  complete(source: string, offset: number): Completion {
    const columns = completeColumns(source, offset, new SessionTables(this.executor.locals, this.platform));
    if (columns !== undefined) return columns;
    const { candidates, start, end } = this.executor.complete(source, offset);
    return { names: candidates, start, end };
  }

  /** What the compiler knows about the name at `offset` (or just before it), as text. */
  inspect(source: string, offset: number): string | undefined {
    const info =
      this.executor.inspect(source, offset) ?? (offset > 0 ? this.executor.inspect(source, offset - 1) : undefined);
    return info && printQuickInfo(info);
  }
}
