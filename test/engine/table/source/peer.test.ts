import { requirePeer } from "engine/table/source/peer";

test("an optional package that is absent is named with the command that installs it", () => {
  expect(() => requirePeer("no-such-package-here", "toDanfo()")).toThrow(
    "toDanfo() needs the package no-such-package-here; install it with: npm install no-such-package-here",
  );
});

test("an installed one is loaded", () => {
  expect(requirePeer("apache-arrow", "toArrow()")).toHaveProperty("tableFromIPC");
});
