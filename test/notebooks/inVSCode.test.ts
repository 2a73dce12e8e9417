import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { KernelClient } from "../kernel/kernelClient";

const text = readFileSync(path.join(__dirname, "../../notebooks/in-vs-code.md"), "utf8");

test("the cell of the page on VS Code gives typed names that other cells share, and may be run again", async () => {
  const [, cell] = /```ts\n([^]*?)```/.exec(text)!;
  expect(cell).toMatch(/^const \{ .*fit.* \} = require\("mixedmodels"\) as typeof import\("mixedmodels"\);\n$/);
  const kernel = await KernelClient.start(tmpdir());
  try {
    for (let turn = 0; turn < 2; turn++) await kernel.value(`${cell}\n1`);
    await kernel.value('const m = fit("yield ~ 1 + (1 | batch)", dataset("dyestuff"));\n1');
    expect(Number(await kernel.value("m.sigma"))).toBeCloseTo(49.5101, 4);
    await expect(kernel.value("fit(7)")).rejects.toThrow(/not assignable|Expected/);
  } finally {
    await kernel.stop();
  }
});
