// Prints, as JSON, the numbers computed in Chromium, and what the engine makes of a page that is isolated or not.
import { inChromium } from "./inChromium.mjs";

const { answers } = await inChromium({
  numbers: { script: "main" },
  plain: { script: "platform" },
  isolated: { script: "platform", isolated: true },
});
console.log(JSON.stringify(answers));
