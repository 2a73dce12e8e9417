import { button, element } from "./dom";

/** A thing to choose from a menu; its first letter chooses it. */
export interface MenuItem {
  name: string;
  run: () => void;
}

/** A button that opens a menu; arrow keys, first letters and Escape work in it. */
export function menu(label: string, title: string, items: readonly MenuItem[], kind = ""): HTMLElement {
  const list = element("div", { role: "menu", class: "mm-menu", hidden: true, "aria-label": label });
  const opener = button(`${label} …`, () => toggle(list.hidden === true), {
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    title,
    class: kind,
  });
  const toggle = (open: boolean): void => {
    list.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) (list.firstElementChild as HTMLElement).focus();
  };
  const choose = ({ run }: MenuItem): void => {
    toggle(false);
    opener.focus();
    run();
  };
  for (const item of items) list.append(button(item.name, () => choose(item), { role: "menuitem", tabindex: -1 }));
  list.addEventListener("keydown", (event) => {
    const entries = [...list.children] as HTMLElement[];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    if (event.key === "ArrowDown") entries[(at + 1) % entries.length].focus();
    else if (event.key === "ArrowUp") entries[(at + entries.length - 1) % entries.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") {
      toggle(false);
      if (event.key === "Escape") opener.focus();
      else return;
    } else {
      const item = items.find(({ name }) => name[0].toLowerCase() === event.key.toLowerCase());
      if (item === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      choose(item);
    }
    event.preventDefault();
    event.stopPropagation();
  });
  const box = element("div", { class: "mm-copybox" }, opener, list);
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget as Node | null)) toggle(false);
  });
  return box;
}
