import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const ROOT = path.join(__dirname, "../..");
const OPTIONS = "--noEmit --strict --skipLibCheck false --target es2022 --lib es2022 --types node".split(" ");
const COMPILERS = {
  "the compiler of tslab": ["@tslab/typescript-for-tslab/bin/tsc", "--moduleResolution node10 --module commonjs"],
  "the compiler of the cells": ["typescript-6/bin/tsc", "--ignoreConfig --module preserve"],
  "the compiler of today": ["typescript/bin/tsc", "--ignoreConfig --module node16 --exactOptionalPropertyTypes"],
} as const;
type Compiler = keyof typeof COMPILERS;
const NAMES = Object.keys(COMPILERS) as Compiler[];

/** What a compiler says of a file and of our declarations, a line for each. */
function complaints(compiler: Compiler, file: string): string[] {
  const [script, options] = COMPILERS[compiler];
  const roots = ["--typeRoots", path.join(ROOT, "node_modules/@types")];
  const args = [path.join(ROOT, "node_modules", script), ...OPTIONS, ...options.split(" "), ...roots, file];
  const { stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  return stdout.split("\n").filter((line) => /error TS/.test(line) && !/^[^(:]*node_modules/.test(line));
}

/** Types that a newer compiler writes and an older one does not know would silently become `any` there. */
test.each(
  NAMES.flatMap((name) =>
    ["engine/dist/index.d.ts", "jupyter-extension/kernel/dist/index.d.ts"].map((file) => [name, file] as const),
  ),
)("%s reads %s", (compiler, file) => {
  expect(complaints(compiler, file)).toEqual([]);
});

/** A user's program; behind each @ts-expect-error stands what is not for users, so that allowing it is a complaint. */
const PROGRAM = `
import * as mm from ${JSON.stringify(path.join(ROOT, "engine/dist/index"))};

const model: mm.LinearMixedModel = mm.fit("y ~ 1 + (1 | g)", mm.dataset("dyestuff"));
const options: mm.BootstrapOptions & mm.ComputingOptions = { workers: 2, draws: "statistics" satisfies mm.Draws };
export async function sampled(stream: mm.RandomStream): Promise<readonly mm.Failure[]> {
  const sample = await mm.parametricbootstrap(stream, 10, model, options);
  mm.ridgeplot(sample).spec.layer.map((layer: mm.Layer): mm.Encoding => layer.encoding);
  const test = mm.likelihoodratiotest(model, model);
  if (test instanceof mm.LikelihoodRatioTest) test.toHTML();
  return sample.failures;
}
export const everything: readonly mm.Shown[] = [model, mm.VarCorr(model), model.fitlog, new mm.BlockDescription(model)];
export const chart = new mm.Chart(mm.coefplot(model satisfies mm.CoefSubject).spec);

// @ts-expect-error
new mm.LinearMixedModel();
// @ts-expect-error
new mm.MixedModelBootstrap();
// @ts-expect-error
new mm.MixedModelProfile();
// @ts-expect-error
new mm.ModelTable();
// @ts-expect-error
new mm.ModelSummary();
// @ts-expect-error
new mm.LikelihoodRatioTest();
// @ts-expect-error
new mm.BootstrapLikelihoodRatioTest();
// @ts-expect-error
new mm.VarianceComponents();
// @ts-expect-error
new mm.LinkedBootstrap();
// @ts-expect-error
new mm.RandomEffectsMatrix();
// @ts-expect-error
new mm.RandomEffectsPCA();
// @ts-expect-error
new mm.Table();
// @ts-expect-error
mm.LinearMixedModel.create;
// @ts-expect-error
model.data;
// @ts-expect-error
model.minimum;
// @ts-expect-error
model.report();
`;

test.each(NAMES)("%s takes a user's program, and nothing of the inside of models and samples", (compiler) => {
  const folder = mkdtempSync(path.join(tmpdir(), "mixedmodels-program-"));
  try {
    const file = path.join(folder, "program.ts");
    writeFileSync(file, PROGRAM);
    expect(complaints(compiler, file)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
