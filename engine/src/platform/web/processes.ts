import type { Processes, ProcessName } from "../contract";
import { webSettings } from "./settings";

/** A page, or a worker of it, that does not say what it is called cannot see others. */
const PLACE = crypto.randomUUID();

export const processes: Processes = {
  self: () => ({ id: 0, place: webSettings().pages?.own ?? PLACE, host: "this browser" }),
  runs: ({ place }: ProcessName) => (place === processes.self().place ? true : webSettings().pages?.runs(place)),
};
