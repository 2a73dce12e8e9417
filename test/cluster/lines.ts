import { spawn } from "node:child_process";
import { until } from "../until";

/** A child process whose lines are kept. */
export class Lines {
  readonly lines: string[] = [];
  readonly ended: Promise<number | null>;
  private readonly child;

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let rest = "";
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.on("data", (text: Buffer) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop()!;
        this.lines.push(...lines);
      });
    this.ended = new Promise((resolve) => this.child.on("close", (code) => resolve(code)));
  }

  /** Waits for a line. */
  async line(form: RegExp, ms = 120_000): Promise<string> {
    return until(
      `a line as ${form}`,
      () => {
        const found = this.lines.find((line) => form.test(line));
        if (found === undefined) throw new Error(this.lines.slice(-5).join("\n"));
        return found;
      },
      ms,
    );
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
