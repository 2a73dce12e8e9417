// Prints, as JSON, what ../numbers.mjs prints of this Node, but computed in Chromium: { numbers, version }.
import { inChromium } from "./inChromium.mjs";

const { answers, version } = await inChromium({ numbers: { script: "main" } });
console.log(JSON.stringify({ ...answers.numbers, version }));
