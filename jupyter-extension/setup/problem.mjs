/** A failure that one sentence explains to the user; `details` are lines of the failed program, shown above it. */
export class Problem extends Error {
  constructor(sentence, { details = "", exitCode = 1 } = {}) {
    super(sentence);
    this.details = details;
    this.exitCode = exitCode;
  }
}

/** Shows a problem as its sentence, and any other error as its message. */
export function showProblem(error) {
  if (error.details) console.error(error.details);
  console.error(error.message);
}
