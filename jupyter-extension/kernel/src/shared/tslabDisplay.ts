import type { SendDisplay } from "./host";
import { jupyter } from "./tslab";

/** Lets `import { display } from "tslab"` in cells show its output here too. */
export function showTslabDisplays(send: SendDisplay): void {
  jupyterModule.lastWriteDisplayData = (shown, update) => send(shown.data, shown.transient.display_id, update ?? false);
}

const jupyterModule = jupyter as { -readonly [K in keyof typeof jupyter]: (typeof jupyter)[K] };
