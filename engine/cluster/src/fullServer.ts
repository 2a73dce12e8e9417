import { FileError } from "mixedmodels/cluster";

/** What Redis and Valkey call it, also in the midst of a script's error, and what it means. */
const REASONS: readonly (readonly [code: RegExp, reason: string])[] = [
  [/\bOOM\b/, "has no memory left (its maxmemory)"],
  [/\bMISCONF\b/, "cannot write to its disk, which may be full"],
];

/** Why a queue's server takes nothing for a while; undefined for errors that nobody need wait out. */
export function fullServer(error: unknown): string | undefined {
  const said = error instanceof Error ? error.message : "";
  const found = REASONS.find(([code]) => code.test(said));
  return found && `the queue's server takes nothing, as it ${found[1]}`;
}

/** The error that a notebook is told. */
export function toldError(error: unknown): unknown {
  const reason = fullServer(error);
  if (reason === undefined) return error;
  return new FileError(`${reason}; what is there stays, and the same cell goes on from it once there is room`, reason);
}
