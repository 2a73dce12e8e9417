import { toHTML, toLaTeX, toMarkdown, toTabs, toWord, type View } from "mixedmodels/page";
import { COPY_FORMATS, type CopyFormat, formatName } from "../page/copyFormats";
import { focusedElement } from "../page/dom";
import { menu } from "../page/menu";
import { trans } from "../page/trans";
import { reportOf, SEMICOLONS, type TableState, toCSV } from "./tableState";

/**
 * A button that opens a menu of formats in which a table goes to the clipboard.
 * @param table the view and its state at the time of copying; it may have to be fetched
 * @param said gets what happened
 */
export function copyMenu(
  table: () => [View, TableState] | Promise<[View, TableState]>,
  said: (message: string) => void,
): HTMLElement {
  const word = async (): Promise<void> => {
    try {
      const report = reportOf(...(await table()));
      await copyRich(
        toWord(report),
        toTabs(report),
        trans.__("Copied as a table: paste it into a document or a sheet."),
        said,
      );
    } catch (error) {
      said(trans.__("Not copied: %1.", (error as Error).message));
    }
  };
  const texts: { readonly [F in Exclude<CopyFormat, "Table (Word)">]: (view: View, state: TableState) => string } = {
    Markdown: (view, state) => toMarkdown(reportOf(view, state)),
    LaTeX: (view, state) => toLaTeX(reportOf(view, state)),
    HTML: (view, state) => toHTML(reportOf(view, state)),
    CSV: (view, state) => toCSV(view, state),
    "CSV (semicolons)": (view, state) => toCSV(view, state, SEMICOLONS),
  };
  const run = async (format: CopyFormat): Promise<void> => {
    if (format === "Table (Word)") return word();
    try {
      await copy(texts[format](...(await table())), trans.__("Copied as %1.", formatName(format)), said);
    } catch (error) {
      said(trans.__("Not copied: %1.", (error as Error).message));
    }
  };
  const items = COPY_FORMATS.map((format) => ({ name: formatName(format), run: () => void run(format) }));
  return menu(trans.__("Copy as"), trans.__("Copy the table (c)"), items, "mm-copy");
}

/** Puts a text on the clipboard and says so, or that it is not allowed. */
export async function copy(text: string, done: string, said: (message: string) => void): Promise<void> {
  said((await writeClipboard(text)) ? done : trans.__("The browser does not allow copying here."));
}

/**
 * Puts a table on the clipboard twice: as HTML, which word processors take, and as texts between tabs for sheets and
 * everything else.
 */
async function copyRich(html: string, plain: string, done: string, said: (message: string) => void): Promise<void> {
  try {
    const parts = { "text/html": html, "text/plain": plain };
    const blobs = Object.entries(parts).map(([type, text]) => [type, new Blob([text], { type })] as const);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    said(done);
  } catch {
    said(copyByEvent(html, plain) ? done : trans.__("The browser does not allow copying here."));
  }
}

/** The old way, for pages that are not secure: what the copy command would copy is put in by hand. */
function copyByEvent(html: string, plain: string): boolean {
  let filled = false;
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData("text/html", html);
    event.clipboardData?.setData("text/plain", plain);
    event.preventDefault();
    event.stopImmediatePropagation();
    filled = true;
  };
  document.addEventListener("copy", fill, { capture: true });
  const copied = document.execCommand?.("copy") ?? false;
  document.removeEventListener("copy", fill, { capture: true });
  return copied && filled;
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
    const focused = focusedElement() as HTMLElement | null;
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
