import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { evaluate, node, ROOT, SETUP } from "./command";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), "mixedmodels setup "))));
afterEach(() => rmSync(folder, { recursive: true }));

function script(name: string, text: string): void {
  writeFileSync(path.join(folder, name), `#!/bin/sh\n${text}\n`);
  chmodSync(path.join(folder, name), 0o755);
}

function findPython(): unknown {
  return evaluate("python.mjs", "m.findPython()", { PATH: folder });
}

test("a machine without Python is told so", () => {
  expect(findPython()).toBe(
    "Python 3.10 or newer is needed, and there is none on the PATH: install it, then run the command again.",
  );
});

test("an old Python is named with its version", () => {
  script("python3", "echo 3 9 18 venv");
  expect(findPython()).toBe(
    "Python 3.10 or newer is needed, and 'python3' is Python 3.9.18: install a newer one, then run the command again.",
  );
});

test("a Python without venv says which package brings it", () => {
  script("python3", "echo 3 12 1 no-venv");
  expect(findPython()).toMatch(/^Python 3\.12\.1 cannot make virtual environments: .*python3-venv/);
});

test("a newer Python beside an old one is taken", () => {
  script("python3", "echo 3 9 18 venv");
  script("python3.12", "echo 3 12 1 venv");
  expect(findPython()).toBe("python3.12");
});

test.each([path.join(SETUP, "start.mjs"), path.join(ROOT, "test", "run.mjs")])(
  "an old Node ends %s with one sentence",
  (file) => {
    const old = path.join(folder, "old.cjs");
    writeFileSync(old, 'Object.defineProperty(process.versions, "node", { value: "18.19.0" });');
    const sentence =
      "Node 20 or newer is needed, and this is Node 18.19.0: install a newer one from nodejs.org, then run the command again.\n";
    expect(node(["--require", old, file])).toEqual({ status: 1, stdout: "", stderr: sentence });
  },
);

test("a taken port is refused when asked for, and passed over when not", async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  try {
    expect(evaluate("port.mjs", `m.freePort(${port})`)).toBe(
      `Port ${port} is taken by another program: give another with --port N, or leave the option out.`,
    );
    expect(evaluate("port.mjs", "m.freePort(undefined)")).not.toBe(port);
  } finally {
    server.close();
  }
});
