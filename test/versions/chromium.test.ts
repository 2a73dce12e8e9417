import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

const { chromiumAbsent } = require("../browser/chromiumHere.cjs") as { chromiumAbsent(): string | undefined };

const absent = chromiumAbsent();
const leftOut = absent !== undefined && process.env["CI"] === undefined;
if (leftOut) console.warn(`the numbers in Chromium are left out: ${absent}`);

(leftOut ? test.skip : test)("Chromium computes the bits of Node", () => {
  if (absent !== undefined) throw new Error(absent);
  const script = path.join(__dirname, "browser/numbers.mjs");
  const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  const { numbers } = JSON.parse(stdout) as { numbers: { [name: string]: string } };
  expect(numbers).toEqual(JSON.parse(readFileSync(path.join(__dirname, "numbers.json"), "utf8")));
});
