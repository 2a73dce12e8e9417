import { execFileSync } from "node:child_process";
import { join } from "node:path";

type Bundle = { [mime: string]: any };

/** What real fits put into a notebook, as JSON that a process of its own wrote. */
export function bundles(): { [name: string]: Bundle } {
  return JSON.parse(
    execFileSync(process.execPath, [join(__dirname, "payloads.mjs")], { encoding: "utf8", maxBuffer: 1e8 }),
  );
}

export const VIEW = "application/vnd.mixedmodels.v1+json";

export function texts(root: ParentNode, selector: string): string[] {
  return [...root.querySelectorAll(selector)].map((node) => node.textContent ?? "");
}

export function press(element: Element, key: string): void {
  element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

/** The buttons whose text or label is this. */
export function named(root: ParentNode, name: string): HTMLButtonElement {
  const found = [...root.querySelectorAll("button")].find(
    (one) => one.textContent === name || one.getAttribute("aria-label") === name,
  );
  if (found === undefined) throw new Error(`no button ${name}`);
  return found;
}
