import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const { longerTests } = require("../long/longer.cjs") as { longerTests: () => string[] };
const TESTS = path.resolve(__dirname, "..");

test("the long tests are those that ask whether they have time, wherever they lie", () => {
  const found = longerTests().map((file) => path.basename(file, ".test.ts"));
  expect(found).toEqual(expect.arrayContaining(["arrow", "checkpoint", "fuzzedPayloads", "injectedFaults", "memory"]));
  expect(found).not.toContain("modelTable");
});

test("what test/long/README.md names is there", () => {
  const readme = readFileSync(path.join(TESTS, "long", "README.md"), "utf8");
  const named = [...readme.matchAll(/`((?:engine\/)?[\w/]+\.(?:long|test)\.ts)`/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(2);
  for (const name of named)
    expect([name, existsSync(path.join(TESTS, name.includes(".test.") ? "" : "long", name))]).toEqual([name, true]);
});
