import { source } from "axe-core";
import type { Page } from "playwright-core";

/** What axe-core finds serious or critical in parts of a page, a line each; what JupyterLab itself draws is its own. */
export async function seriousFindings(page: Page, parts: string): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(async (within) => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run({ include: [within] });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
  }, parts);
}
