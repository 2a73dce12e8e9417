import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme";
import { LiveCell, livePages } from "./liveCell";
import "./live.css";
import { onTheme } from "./pageTheme";

/** VitePress's own theme with cells that run. */
const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component("LiveCell", LiveCell);
    if (typeof document === "undefined") return;
    onTheme(async (chosen) => {
      for (const page of await livePages()) page.setTheme(chosen);
    });
  },
};

export default theme;
