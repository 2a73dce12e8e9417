import { defineConfig } from "vitepress";
import { menus } from "../build/pages.mjs";
import { SITE_DOCS } from "../build/places.mjs";

/** `npm run docs` sets the address; whoever serves them elsewhere builds them for it. */
const base = process.env["MIXEDMODELS_DOCS_BASE"] ?? "/docs/";

export default defineConfig({
  title: "MixedModels.ts",
  description: "Mixed-effects models in TypeScript notebooks, with examples that run in the page",
  lang: "en",
  base,
  srcDir: "dist/pages",
  outDir: SITE_DOCS,
  cacheDir: "dist/cache",
  cleanUrls: false,
  lastUpdated: false,
  head: [["link", { rel: "icon", href: `${base}logo.svg` }]],
  markdown: { theme: { light: "github-light-high-contrast", dark: "github-dark" } },
  themeConfig: {
    search: { provider: "local" },
    sidebar: menus(),
    outline: { level: [2, 3] },
    socialLinks: [],
    docFooter: { prev: "Before", next: "Next" },
  },
  vite: {
    build: {
      // The views are modules of their own, which need no other bundle.
      rollupOptions: {
        external: ["mixedmodels-view"],
        output: { paths: { "mixedmodels-view": `${base}view/index.js` } },
      },
      chunkSizeWarningLimit: 2000,
    },
  },
});
