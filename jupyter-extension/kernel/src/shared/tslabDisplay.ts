import type { SendDisplay } from "./host";

/** tslab's own channel to the notebook. */
interface TslabJupyter {
  lastWriteDisplayData: ((shown: { data: object; transient: { display_id: string } }, update?: boolean) => void) | null;
}

/** Lets `import { display } from "tslab"` in cells show its output here too. @param jupyter - of the tslab at hand */
export function showTslabDisplays(jupyter: object, send: SendDisplay): void {
  (jupyter as TslabJupyter).lastWriteDisplayData = (shown, update) =>
    send(shown.data as Parameters<SendDisplay>[0], shown.transient.display_id, update ?? false);
}
