import { copyFileSync } from "node:fs";
import path from "node:path";

/** Puts the licence into the package in whose folder this runs: it travels with every package. */
copyFileSync(new URL("../../LICENSE", import.meta.url), path.join(process.cwd(), "LICENSE"));
