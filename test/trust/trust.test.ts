import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";

test("the page How far to trust has the digits that the engine finds", () => {
  const run = spawnSync(process.execPath, [path.join(__dirname, "run.mjs"), "--only", "digits", "--check"], {
    encoding: "utf8",
  });
  expect(run).toMatchObject({ stderr: "", status: 0 });
});

describe("confint's line about few levels agrees with the page's tables", () => {
  const page = readFileSync(path.join(__dirname, "../../notebooks/how-far-to-trust.md"), "utf8");

  /** Shares that cover, in %, by kind of interval and number of groups. */
  function tableOf(title: string): { sizes: number[]; shares: { [kind: string]: number[] } } {
    const [, text] = page.split(`**${title}**`);
    const rows = text
      .trimStart()
      .slice(text.trimStart().indexOf("|"))
      .split("\n\n")[0]
      .split("\n")
      .map((line) => line.split("|").slice(1, -1));
    const numbers = (cells: string[]): number[] => cells.map((cell) => Number.parseFloat(cell));
    const [[, ...sizes], , ...kinds] = rows;
    return {
      sizes: numbers(sizes),
      shares: Object.fromEntries(kinds.map(([kind, ...cells]) => [kind.trim(), numbers(cells)])),
    };
  }

  const coefficients = tableOf("An effect between groups");
  const spreads = tableOf("The standard deviation of the groups");
  const PERCENTILES = ["bootstrap, shortest", "bootstrap, equal tails"];
  /** What is far from the level of 95 %. */
  const POOR = 90;
  const poorest = ({ shares }: typeof spreads, kinds: string[], size: number): number =>
    Math.min(...kinds.map((kind) => shares[kind][size]));

  test.each(spreads.sizes.map((groups, i) => [groups, i] as const))("with %i groups", async (groups, i) => {
    const rows = Array.from({ length: 6 * groups }, (_, row) => ({
      g: `g${row % groups}`,
      between: (row % groups) % 2,
      y: Math.sin(row * row) + ((row % groups) * 7919) / 5000,
    }));
    const model = fit("y ~ 1 + between + (1 | g)", rows);
    const sample = await parametricbootstrap(new MersenneTwister(1), 20, model, { progress: false });
    const [ofModel, ofSample] = [model, sample].map((subject) => String(confint(subject as typeof model)));
    const told = (text: string): string | undefined => /^g has \d+ levels: .* (?=cover)/m.exec(text)?.[0];
    const sentence = (what: string): string => `g has ${groups} levels: ${what} `;

    if (poorest(spreads, PERCENTILES, i) < POOR) {
      expect(told(ofSample)).toContain(`g has ${groups} levels: such intervals `);
      // What the line advises does better.
      expect(spreads.shares.profile[i]).toBeGreaterThan(poorest(spreads, PERCENTILES, i));
    }
    if (poorest(coefficients, ["Wald", ...PERCENTILES], i) < POOR) {
      expect(told(ofModel)).toBe(sentence("Wald intervals of effects between them"));
      expect(told(ofSample)).toBe(sentence("such intervals"));
      expect(coefficients.shares["Satterthwaite (REML)"][i]).toBeGreaterThan(coefficients.shares.Wald[i]);
    }
    if (groups >= 60) expect([told(ofModel), told(ofSample)]).toEqual([undefined, undefined]);
  });
});
