import { checkPrintOptions, type PrintOptions, reportOfView } from "./columnTexts";
import { toHTML } from "./html";
import { toLaTeX } from "./latex";
import { toMarkdown } from "./markdown";
import type { Report } from "./report";
import { StrictMembers } from "./strictMembers";
import { toText } from "./text";
import { VIEW_MIME, type View, viewOfReport } from "./view";
import { toWord } from "./word";

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

  /** @param options other digits, p-values as APA has them: `toHTML({ digits: 3, p: "apa" })` */
  toHTML(options?: PrintOptions): string {
    return toHTML(printed(this, options));
  }

  /** @param options other digits, p-values as APA has them: `toMarkdown({ digits: 3, p: "apa" })` */
  toMarkdown(options?: PrintOptions): string {
    return toMarkdown(printed(this, options));
  }

  /** @param options other digits, p-values as APA has them: `toLaTeX({ digits: 3, p: "apa" })` */
  toLaTeX(options?: PrintOptions): string {
    return toLaTeX(printed(this, options));
  }

  /** A page for Word and other word processors, with the lines that APA's tables have. */
  toWord(options?: PrintOptions): string {
    return toWord(printed(this, options));
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

function printed(result: Shown, options: PrintOptions | undefined): Report {
  if (options === undefined) return result.report();
  const view = result.view();
  checkPrintOptions(view, options);
  return reportOfView(view, options);
}
