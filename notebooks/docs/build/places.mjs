import path from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "../../../jupyter-extension/setup/paths.mjs";

/** The workspace of the documentation. */
export const DOCS = fileURLToPath(new URL("..", import.meta.url));
const DIST = path.join(DOCS, "dist");
/** What VitePress reads: pages, and beside them files that are taken as they are. */
export const PAGES = path.join(DIST, "pages");
export const PUBLIC = path.join(PAGES, "public");
/** What TypeDoc reads. */
export const ENTRIES = path.join(DIST, "entries");
export const STAMP = path.join(DIST, "stamp");
/** The documentation itself. */
export const SITE_DOCS = path.join(ROOT, "site", "docs");
