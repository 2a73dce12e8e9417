import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fit } from "engine/model/fit";
import { Normal } from "engine/random/normal";
import { rand } from "engine/random/rand";
import { StableRNG } from "engine/random/stableRng";
import { KernelClient } from "../kernel/kernelClient";

/**
 * An analysis of messy data in fifteen cells without a loop of one's own: 30 subjects and 40 items in a file with
 * semicolons, decimal commas, NA, a byte order mark, a doubled name and umlauts, one subject without data, and a table
 * of subjects in which one is missing.
 */
const CELLS = [
  `import { readcsv, describe, withlevels, fit, likelihoodratiotest, summary, residualplot, qqnorm, caterpillar,
           parametricbootstrap, StableRNG, confint, modeltable, densityplot, writecsv } from "mixedmodels";
   import * as aq from "arquero";
   import { op } from "arquero";`,
  `const raw = readcsv("Versuch 1.csv", { missing: ["k. A."] });
   const people = readcsv("Personen.csv");
   describe(raw)`,
  `const kept = aq.table(raw.columns()).rename({ "Vp Code": "vp", "RT (ms)": "rt", Gruppe: "group" })
     .filter((d) => d.rt > 200 && d.rt < 5000 && d.korrekt === 1);
   kept`,
  `kept.groupby("group").rollup({ n: op.count(), mean: (d) => op.mean(d.rt), sd: (d) => op.stdev(d.rt) })`,
  `const all = kept.join_left(aq.table(people.columns()).rename({ Kürzel: "vp" }), "vp")
     .derive({ cage: (d) => d.Alter - op.mean(d.Alter), logrt: (d) => op.log(d.rt) });
   const data = withlevels(all, "group", ["kontroll", "übung"]);
   data`,
  `densityplot(data, "rt", { color: "group" })`,
  `const m0 = fit("logrt ~ 1 + group + cage + (1 | vp) + (1 | item)", data);
   const m1 = fit("logrt ~ 1 + group * cage + (1 | vp) + (1 | item)", data);
   m1`,
  `likelihoodratiotest(m0, m1)`,
  `summary(m1, { dof: "satterthwaite" })`,
  `residualplot(m1)`,
  `qqnorm(m1)`,
  `caterpillar(m1, "vp")`,
  `const samp = await parametricbootstrap(new StableRNG(7), 200, m1);
   confint(samp)`,
  `modeltable(m0, m1)`,
  `writecsv("analysed.csv", data);
   [m1.objective, m1.nobs]`,
];

let folder: string;
let kernel: KernelClient;

/** The analysed rows as they were drawn, beside the files that hide them. */
function draw(): { y: number[]; group: string[]; cage: number[]; vp: string[]; item: string[] } {
  const rng = new StableRNG(30);
  const vps = Array.from({ length: 30 }, (_, i) => `Vp ${i + 1}ä`);
  const ages = Array.from({ length: 30 }, (_, i) => 20 + ((7 * i) % 23));
  const [byVp, byItem] = [30, 40].map((count) => rand(rng, Normal(0, 0.1), count));
  const noise = rand(rng, Normal(0, 0.2), 1200);
  const comma = (value: number): string => value.toFixed(1).replace(".", ",");
  const lines = ["Vp Code;item;Gruppe;RT (ms);korrekt;RT (ms);Größe"];
  const rows: { rt: number; group: string; age: number; vp: string; item: string }[] = [];
  vps.forEach((vp, s) => {
    for (let i = 0; i < 40; i++) {
      const place = 40 * s + i;
      const group = s % 2 ? "übung" : "kontroll";
      const rt = Number(Math.exp(6.5 + (s % 2 ? -0.1 : 0) + byVp[s] + byItem[i] + noise[place]).toFixed(1));
      const isOut = place % 97 === 0;
      const cell = place % 89 === 0 ? "NA" : place % 83 === 0 ? "k. A." : comma(isOut ? 20_000 : rt);
      const right = place % 17 === 0 ? 0 : 1;
      if (s === 11) continue;
      lines.push(`${vp};${i + 1};${group};${cell};${right};${comma(1)};"groß; ""${i}"""`);
      if (!isOut && right === 1 && !/[A-Z]/.test(cell)) rows.push({ rt, group, age: ages[s], vp, item: String(i + 1) });
    }
  });
  writeFileSync(join(folder, "Versuch 1.csv"), `\uFEFF${lines.join("\r\n")}\r\n`);
  const known = vps.map((vp, s) => `${vp};${ages[s]}`).filter((_, s) => s !== 20);
  writeFileSync(join(folder, "Personen.csv"), Buffer.from(`Kürzel;Alter\n${known.join("\n")}\n`));
  const joined = rows.filter(({ vp }) => vp !== vps[20]);
  const mean = joined.reduce((sum, { age }) => sum + age, 0) / joined.length;
  return {
    y: joined.map(({ rt }) => Math.log(rt)),
    group: joined.map(({ group }) => group),
    cage: joined.map(({ age }) => age - mean),
    vp: joined.map(({ vp }) => vp),
    item: joined.map(({ item }) => item),
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "messy-"));
  kernel = await KernelClient.start(folder);
});
afterAll(async () => {
  await kernel.stop();
  rmSync(folder, { recursive: true });
});

test("messy data are analysed in fifteen cells without a loop", async () => {
  const rows = draw();
  expect(CELLS.length).toBeLessThanOrEqual(15);
  expect(CELLS.join("\n")).not.toMatch(/\b(?:for|while|reduce|forEach|new Map|map)\b/);
  const shown: string[] = [];
  for (const cell of CELLS) {
    const { reply, published } = await kernel.execute(cell);
    expect([cell, reply["evalue"]]).toEqual([cell, undefined]);
    shown.push(String(published[published.length - 1]?.content["data"]?.["text/plain"]));
  }
  const model = fit("y ~ 1 + group * cage + (1 | vp) + (1 | item)", rows);
  const [objective, nobs] = JSON.parse(shown[14]) as [number, number];
  expect(nobs).toBe(rows.y.length);
  expect(objective).toBeCloseTo(model.objective, 6);
  expect(shown[6]).toMatch(/group: übung +-0\.\d+/);
  expect(shown[6]).toContain("with missing values left out");
});
