import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { KernelClient } from "./kernelClient";
import { interruptAtRandom, PREAMBLE } from "./randomInterrupts";

const COUNT = process.env["MIXEDMODELS_LONG"] ? 50 : 12;

test(`${COUNT} interrupts at random moments leave a kernel that is usable and computes the same`, async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  const kernel = await KernelClient.start(folder);
  try {
    await kernel.value(PREAMBLE);
    await interruptAtRandom(kernel, COUNT, Date.now());
  } finally {
    await kernel.stop();
    rmSync(folder, { recursive: true });
  }
});
