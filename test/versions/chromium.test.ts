import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const { chromiumAbsent } = require("../browser/chromiumHere.cjs") as { chromiumAbsent(): string | undefined };

interface PageChecks {
  readonly canShareMemory: boolean;
  readonly available: number;
  readonly team: { readonly size: number; readonly isSame: boolean };
  readonly bootstraps: boolean;
  readonly files: boolean;
  readonly datasets: readonly string[];
  readonly absent: string;
  readonly unknown: string;
  readonly download: string;
}

interface Answers {
  readonly numbers: { readonly numbers: { readonly [name: string]: string } };
  readonly plain: PageChecks;
  readonly isolated: PageChecks;
}

const absent = chromiumAbsent();
const leftOut = absent !== undefined && process.env["CI"] === undefined;
if (leftOut) console.warn(`the numbers in Chromium are left out: ${absent}`);

(leftOut ? describe.skip : describe)("the engine in a worker of Chromium", () => {
  let answers: Answers;

  beforeAll(() => {
    if (absent !== undefined) throw new Error(absent);
    const script = path.join(__dirname, "browser/checks.mjs");
    const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
    if (stdout === "") throw new Error(stderr);
    answers = JSON.parse(stdout) as Answers;
  });

  test("computes the bits of Node, on 1, 2 and 7 workers", () => {
    const stored = JSON.parse(readFileSync(path.join(__dirname, "numbers.json"), "utf8"));
    expect(answers.numbers.numbers).toEqual(stored);
  });

  test.each(["plain", "isolated"] as const)(
    "has files, data sets, sentences and threads in a page that is %s",
    (name) => {
      const checks = answers[name];
      const sources = readdirSync(path.join(__dirname, "../../engine/data/source"));
      expect(checks).toMatchObject({ bootstraps: true, files: true, available: 1 });
      expect(checks.team.isSame).toBe(true);
      expect(checks.datasets).toEqual(sources.map((file) => path.parse(file).name).sort());
      expect(checks.absent).toMatch(/^FileError: the file 'mine\.csv' cannot be read: there is no such file or folder/);
      expect(checks.unknown).toMatch(/^OptionError: .*'kb08'.*kb07/);
      expect(checks.download).toMatch(
        /^FileError: the data set 'insteval' could not be fetched from https:.*no network/,
      );
    },
  );

  test("shares a fit between threads only where memory can be shared", () => {
    expect(answers.plain).toMatchObject({ canShareMemory: false, team: { size: 0 } });
    expect(answers.isolated).toMatchObject({ canShareMemory: true, team: { size: 2 } });
  });
});
