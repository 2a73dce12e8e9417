/**
 * `npm run test:long`: what takes minutes, in files *.long.ts of this folder, and the tests that try more when they
 * have time.
 */
const { jest } = require("../../package.json");
const { longerTests } = require("./longer.cjs");

module.exports = {
  ...jest,
  rootDir: "../..",
  testMatch: ["long/**/*.long.ts", ...longerTests()].map((files) => `<rootDir>/test/${files}`),
  testTimeout: 1_200_000,
};
