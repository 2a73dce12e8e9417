import { join } from "node:path";
import { evaluate, start } from "./command";

const KNOWN = "the options are --execute, --workshop, --folder, --port, --no-browser, --help.";

test.each([
  [["--exekute"], `Unknown option '--exekute'; ${KNOWN}`],
  [["notebook"], `Unexpected argument 'notebook'; ${KNOWN}`],
  [["--folder", "/no/such/folder"], "--folder takes a folder, and '/no/such/folder' is none."],
  [["--workshop"], "--workshop belongs to --execute, which runs notebooks without JupyterLab."],
  [["--port"], `Option '--port <value>' argument missing; ${KNOWN}`],
  [["--port", "0"], "--port takes a number from 1 to 65535, not '0'."],
  [["--port", "65536"], "--port takes a number from 1 to 65535, not '65536'."],
  [["--port", "1e3"], "--port takes a number from 1 to 65535, not '1e3'."],
])("%j is refused with one sentence", (args, sentence) => {
  expect(start(args)).toEqual({ status: 2, stdout: "", stderr: `${sentence}\n` });
});

test("options have defaults", () => {
  expect(evaluate("options.mjs", "m.startOptions([])")).toEqual({
    execute: false,
    workshop: false,
    browser: true,
    help: false,
  });
  expect(evaluate("options.mjs", 'm.startOptions(["--port=8890", "--no-browser", "--execute"])')).toEqual({
    execute: true,
    workshop: false,
    browser: false,
    port: 8890,
    help: false,
  });
});

test("a folder is one from where npm was called", () => {
  const { INIT_CWD } = process.env;
  process.env.INIT_CWD = __dirname;
  try {
    expect(evaluate("options.mjs", 'm.startOptions(["--folder", ".."])')).toMatchObject({
      folder: join(__dirname, ".."),
    });
  } finally {
    if (INIT_CWD === undefined) delete process.env.INIT_CWD;
    else process.env.INIT_CWD = INIT_CWD;
  }
});

test("--help shows the options and does nothing", () => {
  const { status, stdout } = start(["--help"]);
  expect(status).toBe(0);
  expect(stdout).toContain("--no-browser");
  expect(stdout).not.toContain("npm packages");
});
