const { readdirSync, readFileSync } = require("node:fs");
const path = require("node:path");

const TESTS = path.join(__dirname, "..");
/** How a test asks whether it has time: by the variable, or by what properties/property.ts makes of it. */
const ASKS = /\bMIXEDMODELS_LONG\b|\bIS_LONG\b|\beffort\(/;

/** The tests of `npm test` that try more when they have time, relative to the folder of all tests, sorted. */
exports.longerTests = () =>
  readdirSync(TESTS, { recursive: true })
    .map((file) => file.split(path.sep).join("/"))
    .filter((file) => file.endsWith(".test.ts") && ASKS.test(readFileSync(path.join(TESTS, file), "utf8")))
    .sort();
