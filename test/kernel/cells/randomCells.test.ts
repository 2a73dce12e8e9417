import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createContext, runInContext } from "node:vm";
import { KernelClient } from "../kernelClient";
import { RandomCells } from "./randomCells";

const LONG = process.env["MIXEDMODELS_LONG"] !== undefined;
const NOTEBOOKS = LONG ? 300 : 25;
const CELLS = 5;

let folder: string;
let kernel: KernelClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "notebook-"));
  kernel = await KernelClient.start(folder);
});

afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

test.each(Array.from({ length: NOTEBOOKS }, (_, seed) => seed))(
  "the cells of notebook %i do what one script after the other does",
  async (seed) => {
    const context = createContext({});
    runInContext("var spare = 0", context);
    await kernel.execute("let spare = 0;");
    for (const { cell, script } of new RandomCells(seed).notebook(CELLS)) {
      const expected = runInContext(script, context) as string;
      const { reply, published } = await kernel.execute(cell);
      if (reply["status"] !== "ok") throw new Error(`${reply["traceback"].join("\n")}\n\n${cell}`);
      const shown = published.find(({ type }) => type === "execute_result")!.content["data"]["text/plain"];
      expect(`${shown} of\n${cell}`).toBe(`'${expected}' of\n${cell}`);
    }
  },
);
