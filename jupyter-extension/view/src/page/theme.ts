/**
 * Colours of a view: light; dark; `auto`, as the reader's system has them; `page`, by the variables that JupyterLab's
 * pages define, `--jp-content-font-color1` and others, and light without them.
 */
export type Theme = "light" | "dark" | "auto" | "page";

const DARK = "(prefers-color-scheme: dark)";

/** Gives a result its theme, and follows the system where it is to; the returned function ends that. */
export function followTheme(result: HTMLElement, theme: Theme): () => void {
  if (theme === "page") delete result.dataset["theme"];
  else if (theme !== "auto") result.dataset["theme"] = theme;
  if (theme !== "auto") return () => undefined;
  const system = globalThis.matchMedia?.(DARK);
  const apply = (): void => void (result.dataset["theme"] = system?.matches ? "dark" : "light");
  apply();
  system?.addEventListener("change", apply);
  return () => system?.removeEventListener("change", apply);
}
