import { button, element, focusedElement } from "./dom";

/** A thing to choose from a menu; its first letter chooses it. */
export interface MenuItem {
  name: string;
  run: () => void;
}

/** Above the page nothing cuts a menu; browsers without this show it within the result. */
const HAS_POPOVER = "popover" in HTMLElement.prototype;
/** Pixels between a menu and its button. */
const GAP = 3;

/** Below the button or, where there is no room, above it. */
function place(list: HTMLElement, opener: HTMLElement): void {
  const { top, bottom, right } = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = list;
  const [above, below] = [top - GAP, window.innerHeight - bottom - GAP];
  const isUp = below < height && above > below;
  list.classList.toggle("mm-upwards", isUp);
  if (!HAS_POPOVER) return;
  list.style.left = `${Math.max(GAP, right - width)}px`;
  list.style.top = `${isUp ? Math.max(GAP, above - height) : bottom + GAP}px`;
  list.style.maxHeight = `${Math.max(above, below) - GAP}px`;
}

/** A button that opens a menu; arrow keys, Home, End, first letters and Escape work in it. */
export function menu(label: string, title: string, items: readonly MenuItem[], kind = ""): HTMLElement {
  const list = element("div", { role: "menu", class: "mm-menu", hidden: true, "aria-label": label });
  if (HAS_POPOVER) list.setAttribute("popover", "manual");
  const opener = button(`${label} …`, () => toggle(list.hidden === true), {
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    title,
    class: kind,
  });
  const close = ({ target }: Event): void => {
    if (!(target instanceof Node) || !list.contains(target)) toggle(false);
  };
  const toggle = (open: boolean): void => {
    if (open === !list.hidden) return;
    list.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (HAS_POPOVER && list.isConnected) list.togglePopover(open);
    // It does not go with what is scrolled below it.
    for (const event of ["scroll", "resize"])
      if (open) window.addEventListener(event, close, { capture: true });
      else window.removeEventListener(event, close, { capture: true });
    if (!open) return;
    place(list, opener);
    (list.firstElementChild as HTMLElement).focus({ preventScroll: true });
  };
  const choose = ({ run }: MenuItem): void => {
    toggle(false);
    opener.focus();
    run();
  };
  for (const item of items) list.append(button(item.name, () => choose(item), { role: "menuitem", tabindex: -1 }));
  list.addEventListener("keydown", (event) => {
    const entries = [...list.children] as HTMLElement[];
    const at = entries.indexOf(focusedElement() as HTMLElement);
    if (event.key === "ArrowDown") entries[(at + 1) % entries.length].focus();
    else if (event.key === "ArrowUp") entries[(at + entries.length - 1) % entries.length].focus();
    else if (event.key === "Home") entries[0].focus();
    else if (event.key === "End") entries[entries.length - 1].focus();
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
