import type { Theme } from "mixedmodels-view";

/** Of VS Code's variables those that the views have fonts from. */
const FONTS = {
  "--jp-ui-font-family": "var(--vscode-font-family, system-ui, sans-serif)",
  "--jp-code-font-family": "var(--vscode-editor-font-family, monospace)",
};

/** The theme of VS Code, which the class of the page's body names. */
export function themeNow(): Theme {
  const { classList } = document.body;
  const isLight = classList.contains("vscode-light") || classList.contains("vscode-high-contrast-light");
  return isLight || ![...classList].some((name) => name.startsWith("vscode-")) ? "light" : "dark";
}

/** Calls `changed` after every change of the theme. */
export function onTheme(changed: () => void): void {
  new MutationObserver(changed).observe(document.body, { attributes: true, attributeFilter: ["class"] });
}

/** Gives a place the fonts of VS Code. */
export function takeFonts({ style }: HTMLElement): void {
  for (const [name, value] of Object.entries(FONTS)) style.setProperty(name, value);
}
