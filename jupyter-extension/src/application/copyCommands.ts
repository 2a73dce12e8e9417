import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette } from "@jupyterlab/apputils";
import { currentNotebook } from "./currentNotebook";

const COPY = "mixedmodels:copy-table";
const FORMATS = ["Markdown", "LaTeX", "HTML", "CSV", "CSV (semicolons)"];

/** The entry of a view's own copy menu. */
function entry(view: Element | null | undefined, format: string): HTMLElement | undefined {
  const items = view?.querySelectorAll<HTMLElement>(".mm-copybox:has(> .mm-copy) [role=menuitem]") ?? [];
  return [...items].find((item) => item.textContent === format);
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
  optional: [ICommandPalette],
  activate: (app: JupyterFrontEnd, palette: ICommandPalette | null) => {
    const focused = lastFocused();
    /** The view that was focused last if the active cell holds it, else the first of that cell. */
    const chosen = (): Element | null | undefined => {
      const cell = currentNotebook(app)?.content.activeCell?.node;
      const view = focused();
      return view && cell?.contains(view) ? view : cell?.querySelector(".mm-view:has(.mm-copy)");
    };
    app.commands.addCommand(COPY, {
      label: ({ format, isPalette }) => (isPalette ? `Copy Table as ${format}` : String(format)),
      caption: "Copy the table of the focused output or of the selected cell",
      isEnabled: ({ format }) => entry(chosen(), String(format)) !== undefined,
      execute: ({ format }) => entry(chosen(), String(format))?.click(),
    });
    for (const format of FORMATS)
      palette?.addItem({ command: COPY, category: "MixedModels", args: { format, isPalette: true } });
  },
};

export default plugin;
