import { button, element } from "./dom";

/** A format to copy in; its first letter chooses it. */
export interface CopyFormat {
  name: string;
  text: () => string;
}

/** A button that opens a menu of formats; arrow keys, first letters and Escape work in it. `said` gets what happened. */
export function copyMenu(formats: readonly CopyFormat[], said: (message: string) => void): HTMLElement {
  const menu = element("div", { role: "menu", class: "mm-menu", hidden: true, "aria-label": "Copy as" });
  const opener = button("Copy as …", () => toggle(menu.hidden === true), { "aria-haspopup": "menu", "aria-expanded": "false", title: "Copy the table (c)", class: "mm-copy" });
  const toggle = (open: boolean): void => {
    menu.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) (menu.firstElementChild as HTMLElement).focus();
  };
  const choose = async ({ name, text }: CopyFormat): Promise<void> => {
    toggle(false);
    opener.focus();
    const copied = await writeClipboard(text());
    said(copied ? `Copied as ${name}.` : "The browser does not allow copying here.");
  };
  for (const format of formats) menu.append(button(format.name, () => void choose(format), { role: "menuitem", tabindex: -1 }));
  menu.addEventListener("keydown", (event) => {
    const items = [...menu.children] as HTMLElement[];
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp") items[(at + items.length - 1) % items.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") {
      toggle(false);
      if (event.key === "Escape") opener.focus();
      else return;
    } else {
      const format = formats.find(({ name }) => name[0].toLowerCase() === event.key.toLowerCase());
      if (format === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      void choose(format);
    }
    event.preventDefault();
    event.stopPropagation();
  });
  const box = element("div", { class: "mm-copybox" }, opener, menu);
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget as Node | null)) toggle(false);
  });
  return box;
}

/** The clipboard's own interface needs a secure page; the old command works elsewhere. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = element("textarea", { class: "mm-offscreen", "aria-hidden": "true" });
    const focused = document.activeElement as HTMLElement | null;
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand?.("copy") ?? false;
    area.remove();
    focused?.focus();
    return copied;
  }
}
