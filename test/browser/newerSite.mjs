// Writes another version of a site: its page, and a script, are others.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { writeServiceWorker } from "../../jupyter-extension/lite/build/serviceWorker.mjs";

const [site, folder] = process.argv.slice(2);
cpSync(site, folder, { recursive: true });
const change = (file, from, to) => {
  const text = readFileSync(path.join(folder, file), "utf8");
  if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(path.join(folder, file), text.replace(from, to));
};
change("lab/index.html", 'name="Description" content="', 'name="Description" content="Newer: ');
change("config-utils.js", "// Copyright", "globalThis.newerByTest = true; // Copyright");
await writeServiceWorker(folder);
