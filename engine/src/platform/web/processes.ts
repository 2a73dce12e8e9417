import type { Processes, ProcessName } from "../contract";

/** A page, or a worker of it, cannot see others. */
const PLACE = crypto.randomUUID();

export const processes: Processes = {
  self: () => ({ id: 0, place: PLACE, host: "this browser" }),
  runs: ({ place }: ProcessName) => (place === PLACE ? true : undefined),
};
