import type { IRenderMime } from "@jupyterlab/rendermime-interfaces";
import { VIEW_MIME } from "mixedmodels-view";
import { ResultWidget } from "./resultWidget";

/**
 * Shows what the engine returns. The renderer is safe for notebooks that are not trusted: what comes from them is
 * written as text only.
 */
const extension: IRenderMime.IExtension = {
  id: "@mixedmodels/jupyterlab:results",
  description: "Tables and charts of mixed models",
  rendererFactory: { safe: true, mimeTypes: [VIEW_MIME], defaultRank: 0, createRenderer: () => new ResultWidget() },
  rank: 0,
  dataType: "json",
};

export default extension;
