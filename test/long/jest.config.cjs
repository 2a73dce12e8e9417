/** `npm run test:long`: what takes minutes, in files *.long.ts of this folder. */
const { jest } = require("../../package.json");

module.exports = { ...jest, rootDir: "../..", testMatch: ["<rootDir>/test/long/**/*.long.ts"], testTimeout: 1_200_000 };
