import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { type Ended, evaluate, node, onPosix, ROOT, SETUP } from "./command";

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

onPosix("an old Python is named with its version", () => {
  script("python3", "echo 3 9 18 venv");
  expect(findPython()).toBe(
    "Python 3.10 or newer is needed, and 'python3' is Python 3.9.18: install a newer one, then run the command again.",
  );
});

onPosix("a Python without venv says which package brings it", () => {
  script("python3", "echo 3 12 1 no-venv");
  expect(findPython()).toMatch(/^Python 3\.12\.1 cannot make virtual environments: .*python3-venv/);
});

onPosix("a newer Python beside an old one is taken", () => {
  script("python3", "echo 3 9 18 venv");
  script("python3.12", "echo 3 12 1 venv");
  expect(findPython()).toBe("python3.12");
});

/** Runs a script of the set-up on a Node that says it is of another version. */
function onNode(version: string, file: string): Ended {
  const pretence = path.join(folder, "version.cjs");
  writeFileSync(pretence, `Object.defineProperty(process.versions, "node", { value: "${version}" });`);
  return node(["--require", pretence, file]);
}

test.each([path.join(SETUP, "start.mjs"), path.join(ROOT, "test", "run.mjs")])(
  "an old Node ends %s with one sentence",
  (file) => {
    const sentence =
      "Node 20.19 or a later 20, or Node 22.12 or newer is needed, and this is Node 18.19.0: " +
      "install a newer one from nodejs.org, then run the command again.\n";
    expect(onNode("18.19.0", file)).toEqual({ status: 1, stdout: "", stderr: sentence });
  },
);

test.each([
  ["18.20.8", 1],
  ["20.18.3", 1],
  ["20.19.0", 0],
  ["20.20.2", 0],
  ["21.7.3", 1],
  ["22.11.0", 1],
  ["22.12.0", 0],
  ["23.0.0", 0],
  ["26.0.0", 0],
])("on Node %s the set-up ends with %i, as the range of the packages asks", (version, status) => {
  const { engines } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  expect(engines.node).toBe("^20.19 || >=22.12");
  expect(onNode(version, path.join(SETUP, "requireNode.mjs")).status).toBe(status);
});

onPosix("the script that prepares a bare machine says when there is no Node, or an old one", () => {
  const run = (commands: string): [number | null, string] => {
    script("node", commands);
    if (commands === "") rmSync(path.join(folder, "node"));
    // Only what the script needs before it asks for Node.
    symlinkSync("/usr/bin/dirname", path.join(folder, "dirname"));
    const { status, stderr } = spawnSync("/bin/bash", [path.join(ROOT, ".ci", "run")], {
      encoding: "utf8",
      env: { PATH: folder },
    });
    rmSync(path.join(folder, "dirname"));
    return [status, stderr];
  };
  expect(run("")).toEqual([
    1,
    "Node is needed, and this machine has none: install one from nodejs.org, then run .ci/run again.\n",
  ]);
  expect(run('echo "refused: $*" >&2; exit 1')).toEqual([1, "refused: jupyter-extension/setup/requireNode.mjs\n"]);
});

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
