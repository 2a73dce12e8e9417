import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import * as library from "engine/index";
import { nodePlatform } from "kernel/node/platform";
import { Advice } from "kernel/shared/advice";
import { KernelClient } from "./kernelClient";

let folder: string;
let kernel: KernelClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder);
  await kernel.value(
    `import { dataset, fit, parametricbootstrap, MersenneTwister, shortestcovint } from "mixedmodels";\n` +
      `const m = fit("reaction ~ 1 + days + (1 | subj)", dataset("sleepstudy"));`,
  );
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

test.each([
  [
    "an import that was forgotten",
    "VarCorr(m)",
    `Cannot find name 'VarCorr'. (it is in the library: import { VarCorr } from "mixedmodels")`,
  ],
  [
    "lme4's function",
    "lmer(1)",
    `Cannot find name 'lmer'. (R's lmer(y ~ x + (1 | g), d) is fit("y ~ x + (1 | g)", d, { REML: true }))`,
  ],
  ["R's accessor", "fixef(m)", "Cannot find name 'fixef'. (R's fixef(m) is m.fixef)"],
  [
    "an await that was forgotten before a property",
    "const samp = parametricbootstrap(new MersenneTwister(1), 9, m);\nsamp.β",
    "(it is a promise: write await before the call that makes it)",
  ],
  [
    "an await that was forgotten before an argument",
    "shortestcovint(parametricbootstrap(new MersenneTwister(1), 9, m))",
    "(it is a promise: write await before the call that makes it)",
  ],
])("%s is answered by how it is written here", async (_, code, advice) => {
  const { reply } = await kernel.execute(code);
  expect(reply["ename"]).toBe("TypeScriptError");
  expect(reply["evalue"]).toContain(advice);
});

test("other names are not commented on", async () => {
  expect((await kernel.execute("nothingOfThis")).reply["evalue"]).toMatch(/^Cannot find name 'nothingOfThis'\. \(Cell/);
});

test("what the advice names exists", () => {
  const advice = new Advice(nodePlatform(folder));
  const model = library.fit("reaction ~ 1 + days + (1 | subj)", library.dataset("sleepstudy"));
  const names = [
    "lmer",
    "lme",
    "lmm",
    "MixedModel",
    "glmer",
    "library",
    "fixef",
    "coef",
    "stderror",
    "fitted",
    "resid",
    "logLik",
    "loglikelihood",
    "deviance",
    "AIC",
    "BIC",
    "aic",
    "bic",
    "nobs",
    "isSingular",
    "bootMer",
  ];
  for (const name of names) {
    expect(library).not.toHaveProperty(name);
    const text = advice.on(`Cannot find name '${name}'.`)!;
    const property = /is m\.(\w+)$/.exec(text)?.[1];
    if (property !== undefined) expect(model).toHaveProperty(property);
    else {
      const [, called] = /\b(fit|parametricbootstrap|levelcoef)\b/.exec(text)!;
      expect(library).toHaveProperty(called);
    }
  }
});
