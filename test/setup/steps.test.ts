import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { evaluate } from "./command";

test.each([
  ["npm error code ENOTFOUND", "ENOTFOUND"],
  ["WARNING: Retrying after connection broken by 'NewConnectionError('<pip._vendor'", "NewConnectionError"],
  ["npm error code ERESOLVE", undefined],
])("the output %j of an installer is a network failure of the kind %j", (output, sign) => {
  expect(evaluate("network.mjs", `m.networkSign(${JSON.stringify(output)}) ?? null`)).toBe(sign ?? null);
});

describe("installed packages", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), "mixedmodels packages "));
    mkdirSync(path.join(root, "node_modules"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function packagesMatch(locked: object, present: object): unknown {
    writeFileSync(path.join(root, "package-lock.json"), JSON.stringify({ packages: { "": {}, ...locked } }));
    writeFileSync(path.join(root, "node_modules", ".package-lock.json"), JSON.stringify({ packages: present }));
    return evaluate("packages.mjs", `m.packagesMatch(${JSON.stringify(root)})`);
  }
  const a = { "node_modules/a": { version: "1.0.0" } };

  test("match their lock when all are there, whatever else is", () => {
    expect(packagesMatch(a, { ...a, "node_modules/b": { version: "1.0.0" } })).toBe(true);
  });

  test("do not match when one is absent or of another version", () => {
    expect(packagesMatch(a, {})).toBe(false);
    expect(packagesMatch(a, { "node_modules/a": { version: "1.0.1" } })).toBe(false);
  });

  test("match when an optional one, for another platform, is absent", () => {
    expect(packagesMatch({ ...a, "node_modules/c": { version: "1.0.0", optional: true } }, a)).toBe(true);
  });

  test("do not match when npm has not installed any", () => {
    writeFileSync(path.join(root, "package-lock.json"), JSON.stringify({ packages: a }));
    expect(evaluate("packages.mjs", `m.packagesMatch(${JSON.stringify(root)})`)).toBe(false);
  });
});

test("a hash depends on where texts begin", () => {
  expect(evaluate("stamps.mjs", 'm.hashOf(["ab", "c"]) === m.hashOf(["a", "bc"])')).toBe(false);
  expect(evaluate("stamps.mjs", 'm.hashOf(["ab", "c"]) === m.hashOf(["ab", "c"])')).toBe(true);
});
