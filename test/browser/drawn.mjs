// Reads a list of specifications, as JSON, and prints the pictures that this Node shows beside them.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { Chart } = createRequire(import.meta.url)("../../engine/dist/index.js");
const DISPLAY = Symbol.for("Jupyter.display");
const pictures = [];
for (const spec of JSON.parse(await text(process.stdin)))
  pictures.push((await new Chart(spec)[DISPLAY]())["image/svg+xml"]);
process.stdout.write(JSON.stringify(pictures));
