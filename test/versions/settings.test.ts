import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

interface Run {
  numbers: { [name: string]: string };
  texts: { [name: string]: string };
}

function run(env: { [name: string]: string | undefined }): Run {
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(__dirname, "numbers.mjs")], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

let plain: Run;
beforeAll(() => void (plain = run({ TZ: "UTC", LC_ALL: "C" })));

test("the bits are those of every Node (after a change of the numbers: npm run test:matrix -- --write)", () => {
  expect(plain.numbers).toEqual(JSON.parse(readFileSync(path.join(__dirname, "numbers.json"), "utf8")));
});

test("the number of workers does not matter", () => {
  for (const [name, bits] of Object.entries(plain.numbers)) {
    const counted = /^(bootstrap of .*), 1 workers$/.exec(name);
    if (counted)
      expect([plain.numbers[`${counted[1]}, 2 workers`], plain.numbers[`${counted[1]}, 7 workers`]]).toEqual([
        bits,
        bits,
      ]);
  }
});

test.each([
  ["a decimal comma, half an hour from UTC", { LC_ALL: "de_DE.UTF-8", LANG: "de_DE.UTF-8", TZ: "Asia/Kathmandu" }],
  ["letters of their own, a day ahead", { LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8", TZ: "Pacific/Kiritimati" }],
  [
    "digits of their own, no home folder",
    {
      LC_ALL: "ar_EG.UTF-8",
      LANG: "ar_EG.UTF-8",
      TZ: "America/St_Johns",
      HOME: path.join(__dirname, "no such home"),
      USERPROFILE: undefined,
    },
  ],
])("numbers and texts are the same with %s", (_, env) => {
  expect(run(env)).toEqual(plain);
});
