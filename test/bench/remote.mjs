import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export class TimedOut extends Error {}
/** What a process answers instead of a figure: a sentence. */
export class Refusal extends Error {}

const STARTED = new Set();
process.on("exit", () => {
  for (const child of STARTED) child.kill();
});

/**
 * A process that measures. A request is a line of key=value fields separated by tabs, the answer a line of JSON; the
 * first line it writes of itself says what it is. Between requests it sleeps, so that only one process computes at a
 * time.
 */
export class Remote {
  #child;
  #lines;
  #errors = "";
  #ended;

  constructor(command, args, env = {}) {
    this.#child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    STARTED.add(this.#child);
    this.#ended = new Promise((resolve) => {
      this.#child.on("error", (error) => resolve(error.message));
      this.#child.on("close", () => {
        STARTED.delete(this.#child);
        resolve(this.#errors.trim().split("\n").slice(-3).join(" ") || "it ended");
      });
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text) => (this.#errors += text));
    this.#child.stdin.on("error", () => {});
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** The line that the process writes when it is ready; undefined if it ends before. */
  async ready(timeout = 60_000) {
    return this.#answer(timeout).catch((error) => {
      this.close();
      if (error instanceof TimedOut || error instanceof Refusal) return undefined;
      throw error;
    });
  }

  /** @returns the answer; throws a {@link TimedOut} after so many ms, and ends the process then */
  async ask(request, timeout = 300_000) {
    const fields = Object.entries(request).filter(([, value]) => value !== undefined);
    this.#child.stdin.write(`${fields.map(([key, value]) => `${key}=${value}`).join("\t")}\n`);
    const answer = await this.#answer(timeout);
    if (answer.error !== undefined) throw new Refusal(answer.error);
    return answer;
  }

  close() {
    this.#child.stdin.end();
    this.#child.kill();
  }

  async #answer(timeout) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new TimedOut(`no answer within ${timeout / 1000} s`)), timeout);
    });
    try {
      const { value, done } = await Promise.race([this.#lines.next(), late]);
      if (done) throw new Refusal(await this.#ended);
      return JSON.parse(value);
    } catch (error) {
      if (error instanceof TimedOut) this.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Answers requests on the standard streams until the input ends; `answers` has a function per `op`. */
export async function serve(hello, answers) {
  console.log(JSON.stringify(hello));
  for await (const line of createInterface({ input: process.stdin })) {
    const { op, ...fields } = Object.fromEntries(
      line.split("\t").map((field) => [field.slice(0, field.indexOf("=")), field.slice(field.indexOf("=") + 1)]),
    );
    try {
      console.log(JSON.stringify(await answers[op](fields)));
    } catch (error) {
      console.log(JSON.stringify({ error: error.message }));
    }
  }
}
