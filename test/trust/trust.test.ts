import { spawnSync } from "node:child_process";
import path from "node:path";

test("the page How far to trust has the digits that the engine finds", () => {
  const run = spawnSync(process.execPath, [path.join(__dirname, "run.mjs"), "--only", "digits", "--check"], {
    encoding: "utf8",
  });
  expect(run).toMatchObject({ stderr: "", status: 0 });
});
