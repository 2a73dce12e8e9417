/** An input of a session: its session, its number, and it or it with the text of its result. */
type Entry = readonly [session: number, line: number, input: string | readonly [input: string, output: string | null]];

interface Input {
  readonly line: number;
  readonly input: string;
  readonly output: string | null;
}

/** There is no other session: what was before the kernel is not kept. */
const SESSION = 1;

/** The inputs that the session has counted. */
export class History {
  private readonly inputs: Input[] = [];

  add(line: number, input: string, output: string | null): void {
    this.inputs.push({ line, input, output });
  }

  /** Content of a history_request → entries of its reply, the oldest first. */
  entries(request: { readonly [key: string]: unknown }): Entry[] {
    const { output } = request;
    return this.chosen(request).map((one) => [
      SESSION,
      one.line,
      output === true ? [one.input, one.output] : one.input,
    ]);
  }

  private chosen({ hist_access_type: access, n, start, stop, session, pattern, unique }: Record<string, unknown>) {
    if (access === "range") {
      // Numbers up to 0 count back from the current session.
      if (session !== SESSION && session !== 0 && session !== undefined) return [];
      const from = numberOr(start, 0);
      const to = numberOr(stop, Number.POSITIVE_INFINITY);
      return this.inputs.filter(({ line }) => line >= from && line < to);
    }
    if (access === "search") {
      const glob = globOf(typeof pattern === "string" ? pattern : "*");
      const found = this.inputs.filter(({ input }) => glob.test(input));
      return last(unique === true ? lastOfEach(found) : found, n);
    }
    return last(this.inputs, n);
  }
}

function numberOr(value: unknown, other: number): number {
  return typeof value === "number" ? value : other;
}

function last<T>(list: readonly T[], n: unknown): readonly T[] {
  return typeof n === "number" && n >= 0 ? list.slice(Math.max(0, list.length - n)) : list;
}

function lastOfEach(inputs: readonly Input[]): Input[] {
  return inputs.filter(({ input }, i) => !inputs.slice(i + 1).some((later) => later.input === input));
}

/** A pattern of shells, `*` for any text and `?` for any letter, over the whole of an input. */
function globOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[\\^$.*+?()[\]{}|]/g, (letter) =>
    letter === "*" ? "[^]*" : letter === "?" ? "[^]" : `\\${letter}`,
  );
  return new RegExp(`^${escaped}$`, "u");
}
