import path from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "../../setup/paths.mjs";

/** The workspace of JupyterLite's part. */
export const LITE = fileURLToPath(new URL("..", import.meta.url));
/** What is built for the site before JupyterLite puts it together. */
export const BUILT = path.join(LITE, "dist");
export const KERNEL_FOLDER = path.join(BUILT, "kernel");
export const LABEXTENSION = path.join(BUILT, "labextension");
/** The site itself; any folder of a server can have it. */
export const SITE = path.join(ROOT, "site");
