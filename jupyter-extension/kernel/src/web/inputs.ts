import { InputError } from "../shared/errors";
import type { Session } from "../shared/session";

/**
 * Makes `prompt`, `confirm` and `alert` those of the notebook.
 * @param nextLine - waits for what the reader enters; undefined where the page cannot be asked
 */
export function publishInputs(session: Session, nextLine: ((prompt: string) => string) | undefined): void {
  const ask = (prompt: string): string => {
    if (nextLine === undefined) throw new InputError();
    session.askInput(prompt, false);
    return nextLine(prompt);
  };
  const functions = {
    prompt: (message?: unknown, initial?: unknown) => {
      const line = ask(message === undefined ? "" : `${String(message)} `);
      return line === "" && initial !== undefined ? String(initial) : line;
    },
    confirm: (message?: unknown) => /^\s*y(?:es)?\s*$/i.test(ask(`${String(message ?? "")} [y/N] `)),
    alert: (message?: unknown) => session.print("stdout", `${String(message ?? "")}\n`),
  };
  for (const [name, value] of Object.entries(functions))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
}
