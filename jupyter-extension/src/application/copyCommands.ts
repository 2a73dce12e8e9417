import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette } from "@jupyterlab/apputils";
import { ITranslator } from "@jupyterlab/translation";
import { COPY_FORMATS, type CopyFormat, formatName, trans } from "mixedmodels-view";
import { currentNotebook } from "./currentNotebook";
import { speakLanguage } from "./speakLanguage";

const COPY = "mixedmodels:copy-table";

/** The entry of a view's own copy menu. */
function entry(view: Element | null | undefined, format: string): HTMLElement | undefined {
  const items = view?.querySelectorAll<HTMLElement>(".mm-copybox:has(> .mm-copy) [role=menuitem]") ?? [];
  return items[COPY_FORMATS.indexOf(format as CopyFormat)];
}

/** Remembers the view that had the focus last: a menu or the palette takes the focus away. */
function lastFocused(): () => Element | undefined {
  let view: Element | undefined;
  document.addEventListener("focusin", ({ target }) => {
    const found = (target as Element).closest?.(".mm-view");
    if (found) view = found;
  });
  return () => (view?.isConnected ? view : undefined);
}

const plugin: JupyterFrontEndPlugin<void> = {
  id: "@mixedmodels/jupyterlab:copying",
  description: "Commands that copy the table of the focused or selected output.",
  autoStart: true,
  optional: [ICommandPalette, ITranslator],
  activate: (app: JupyterFrontEnd, palette: ICommandPalette | null, translator: ITranslator | null) => {
    speakLanguage(translator);
    const focused = lastFocused();
    /** The view that was focused last if the active cell holds it, else the first of that cell. */
    const chosen = (): Element | null | undefined => {
      const cell = currentNotebook(app)?.content.activeCell?.node;
      const view = focused();
      return view && cell?.contains(view) ? view : cell?.querySelector(".mm-view:has(.mm-copy)");
    };
    app.commands.addCommand(COPY, {
      label: ({ format, isPalette }) =>
        isPalette ? trans.__("Copy Table as %1", formatName(format as CopyFormat)) : formatName(format as CopyFormat),
      caption: trans.__("Copy the table of the focused output or of the selected cell"),
      isEnabled: ({ format }) => entry(chosen(), String(format)) !== undefined,
      execute: ({ format }) => entry(chosen(), String(format))?.click(),
    });
    for (const format of COPY_FORMATS)
      palette?.addItem({ command: COPY, category: "MixedModels", args: { format, isPalette: true } });
  },
};

export default plugin;
