/** A reason to end that the user can act on: one sentence, shown without a stack. */
export class Failure extends Error {
  /** @param {string} sentence @param {number} exitCode */
  constructor(sentence, exitCode = 1) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

/** Runs a command to its end; a Failure becomes its sentence and the exit code. @param {() => Promise<number>} command */
export async function guarded(command) {
  try {
    process.exitCode = await command();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}
