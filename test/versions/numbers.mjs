// Prints, as JSON, the SHA-256 of the bits of a fixed set of fits and bootstraps, and of the texts that show them.
// An argument above 1 divides the number of replicates.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { inspect } from "node:util";

const mm = createRequire(import.meta.url)("../../engine/dist/index.js");
const { dataset, EffectsCoding, fit, MersenneTwister, parametricbootstrap, Xoshiro } = mm;

const kb07 = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };

/** Crossed factors of which few levels meet: a sparse system. */
function crossed() {
  const rows = Array.from({ length: 400 }, (_, i) => ({
    subj: `s${i % 100}`,
    item: `i${(i * 7919) % 81}`,
    x: i % 7,
    y: ((i * 48271) % 1009) / 100 + (i % 100) / 50 + ((i * 7919) % 81) / 60,
  }));
  return fit("y ~ 1 + x + (1 | subj) + (1 | item)", rows);
}

const MODELS = {
  dyestuff: () => fit("yield ~ 1 + (1 | batch)", dataset("dyestuff")),
  dyestuff2: () => fit("yield ~ 1 + (1 | batch)", dataset("dyestuff2")),
  sleepstudy: () => fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy")),
  "sleepstudy, REML": () => fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"), { REML: true }),
  "sleepstudy, no correlation": () => fit("reaction ~ 1 + days + (1 + days || subj)", dataset("sleepstudy")),
  penicillin: () => fit("diameter ~ 1 + (1 | plate) + (1 | sample)", dataset("penicillin")),
  pastes: () => fit("strength ~ 1 + (1 | batch / cask)", dataset("pastes")),
  crossed,
  kb07: () =>
    fit("rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)", dataset("kb07"), { contrasts: kb07 }),
};
const BOOTSTRAPS = {
  dyestuff: [2000, () => new MersenneTwister(1)],
  "sleepstudy, REML": [500, () => new MersenneTwister(2)],
  penicillin: [300, () => new Xoshiro(3)],
  pastes: [300, () => new MersenneTwister(4)],
  crossed: [40, () => new MersenneTwister(6)],
  kb07: [300, () => new MersenneTwister(42)],
};

const divisor = Number(process.argv[2] ?? 1);

function sha256(...parts) {
  const hash = createHash("sha256");
  for (const part of parts)
    hash.update(typeof part === "string" ? part : new Uint8Array(Float64Array.from(part).buffer));
  return hash.digest("hex");
}

const numbers = {};
const texts = {};
const fits = Object.fromEntries(Object.entries(MODELS).map(([name, model]) => [name, model()]));
for (const [name, m] of Object.entries(fits)) {
  numbers[`fit of ${name}`] = sha256([m.objective, m.σ], m.θ, m.coef, m.stderror, m.fitted);
  texts[name] = sha256(inspect(m), inspect(mm.VarCorr(m)), inspect(mm.coeftable(m)));
}
for (const [name, [n, rng]] of Object.entries(BOOTSTRAPS)) {
  for (const workers of [1, 2, 7]) {
    const { tbl } = await parametricbootstrap(rng(), Math.ceil(n / divisor), fits[name], { workers, progress: false });
    numbers[`bootstrap of ${name}, ${workers} workers`] = sha256(
      ...tbl.columnNames.map((column) => tbl.numeric(column)),
    );
  }
}
process.stdout.write(`${JSON.stringify({ numbers, texts })}\n`, () => process.exit(0));
