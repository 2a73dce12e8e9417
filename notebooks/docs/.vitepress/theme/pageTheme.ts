import type { Theme } from "mixedmodels-view";

/** The theme that the reader has chosen for the site. */
export function themeNow(): Theme {
  return document.documentElement.classList.contains("dark") ? "dark" : "light";
}

/** Calls `changed` with every theme that the reader chooses. */
export function onTheme(changed: (theme: Theme) => unknown): void {
  const observer = new MutationObserver(() => changed(themeNow()));
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
}
