/**
 * `npm run test:long`: what takes minutes, in files *.long.ts of this folder, and the tests that try more when they
 * have time.
 */
const { jest } = require("../../package.json");

const LONGER = [
  "hard/**/*.test.ts",
  "extension/fuzzedPayloads.test.ts",
  "engine/bootstrap/checkpoint.test.ts",
  "engine/bootstrap/faults.test.ts",
  "kernel/levelling.test.ts",
  "kernel/memory.test.ts",
  "kernel/randomInterrupts.test.ts",
];

module.exports = {
  ...jest,
  rootDir: "../..",
  testMatch: ["long/**/*.long.ts", ...LONGER].map((files) => `<rootDir>/test/${files}`),
  testTimeout: 1_200_000,
};
