import { toHTML } from "./html";
import { toLaTeX } from "./latex";
import { toMarkdown } from "./markdown";
import type { Report } from "./report";
import { StrictMembers } from "./strictMembers";
import { toText } from "./text";
import { VIEW_MIME, type View, viewOfReport } from "./view";

/** One result in several formats, by MIME type. */
export type MimeBundle = { [mime: string]: string | object };

/** The key of the method with which Node's `console.log` and `util.inspect` print an object. */
export const inspectCustom: unique symbol = Symbol.for("nodejs.util.inspect.custom") as typeof inspectCustom;

/** The key of the method with which notebooks (Deno's, ours) show an object. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display") as typeof jupyterDisplay;

/** Base of every result that a notebook shows: a subclass says what it reports, the formats follow. */
export abstract class Shown extends StrictMembers {
  /** @internal What the result says, as a table of finished strings. */
  abstract report(): Report;

  /** @internal The same for a reader that can be asked, as the JupyterLab extension is. */
  view(): View {
    return viewOfReport(this.report());
  }

  override toString(): string {
    return toText(this.report());
  }

  toHTML(): string {
    return toHTML(this.report());
  }

  toMarkdown(): string {
    return toMarkdown(this.report());
  }

  toLaTeX(): string {
    return toLaTeX(this.report());
  }

  /** @internal */
  [inspectCustom](): string {
    return this.toString();
  }

  /** @internal */
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle> {
    return {
      [VIEW_MIME]: this.view(),
      "text/plain": this.toString(),
      "text/html": this.toHTML(),
      "text/markdown": this.toMarkdown(),
      "text/latex": this.toLaTeX(),
    };
  }
}
