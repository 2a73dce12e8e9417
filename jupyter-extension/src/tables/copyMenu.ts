import { toHTML, toLaTeX, toMarkdown, type View } from "mixedmodels/page";
import { menu } from "../page/menu";
import { reportOf, type TableState, toCSV } from "./tableState";

/**
 * A button that opens a menu of formats in which a table goes to the clipboard.
 * @param table the view and its state at the time of copying; it may have to be fetched
 * @param said gets what happened
 */
export function copyMenu(
  table: () => [View, TableState] | Promise<[View, TableState]>,
  said: (message: string) => void,
): HTMLElement {
  const formats: { [name: string]: (view: View, state: TableState) => string } = {
    Markdown: (view, state) => toMarkdown(reportOf(view, state)),
    LaTeX: (view, state) => toLaTeX(reportOf(view, state)),
    HTML: (view, state) => toHTML(reportOf(view, state)),
    CSV: toCSV,
  };
  const run = async (name: string, text: (view: View, state: TableState) => string): Promise<void> => {
    try {
      await copy(text(...(await table())), `Copied as ${name}.`, said);
    } catch (error) {
      said(`Not copied: ${(error as Error).message}.`);
    }
  };
  const items = Object.entries(formats).map(([name, text]) => ({ name, run: () => void run(name, text) }));
  return menu("Copy as", "Copy the table (c)", items, "mm-copy");
}

/** Puts a text on the clipboard and says so, or that it is not allowed. */
export async function copy(text: string, done: string, said: (message: string) => void): Promise<void> {
  said((await writeClipboard(text)) ? done : "The browser does not allow copying here.");
}

/** Opens the copy menu of a view at the key c, unless the reader types or is in a menu. */
export function copyKey(event: KeyboardEvent, view: HTMLElement): boolean {
  if (
    event.key !== "c" ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    (event.target as Element).matches("select, input, [role=menuitem]")
  )
    return false;
  view.querySelector<HTMLElement>(".mm-copy")?.click();
  event.preventDefault();
  event.stopPropagation();
  return true;
}

/** The clipboard's own interface needs a secure page; the old command works elsewhere. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    const focused = document.activeElement as HTMLElement | null;
    area.className = "mm-offscreen";
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand?.("copy") ?? false;
    area.remove();
    focused?.focus();
    return copied;
  }
}
