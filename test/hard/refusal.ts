import { DataError, FileError, FormulaError, MixedModelsError, OptionError } from "engine/errors";

export const KINDS = { FormulaError, DataError, OptionError, FileError };

/** Something that must be refused: what it is, how, the class of the error, and what its sentence must contain. */
export type Refusal = readonly [what: string, action: () => unknown, kind: keyof typeof KINDS, ...contained: string[]];

/** Runs the action and checks that it is refused by one sentence of the kind that says all this. */
export async function expectRefusal([, action, kind, ...contained]: Refusal): Promise<void> {
  const error = await outcome(action);
  expect(error).toBeInstanceOf(KINDS[kind]);
  expect(error).toBeInstanceOf(MixedModelsError);
  const { name, message } = error as Error;
  expect(name).toBe(kind);
  for (const text of contained) expect(message).toContain(text);
  const [sentence] = kind === "FormulaError" ? message.split("\n") : [message];
  expect(sentence).toMatch(/^[^\n]{10,600}[^\n.]$/);
  expect(message).not.toMatch(/\[object |undefined is not|is not a function|Cannot read/);
}

async function outcome(action: () => unknown): Promise<unknown> {
  try {
    return { notRefused: await action() };
  } catch (error) {
    return error;
  }
}
