/** A cell that prints the SHA-256 of all columns of a bootstrap of kb07, drawn by so many workers. */
export function bootstrapHash(workers: number): string {
  return `{
  const { dataset, EffectsCoding, fit, MersenneTwister, parametricbootstrap } = mixedmodels;
  const contrasts = { spkr: EffectsCoding(), prec: EffectsCoding(), load: EffectsCoding() };
  const formula = "rt_trunc ~ 1 + spkr * prec * load + (1 | subj) + (1 + prec | item)";
  const samp = await parametricbootstrap(new MersenneTwister(42), 2000, fit(formula, dataset("kb07"), { contrasts }), {
    workers: ${workers},
    progress: false,
  });
  const values = samp.tbl.toRows().flatMap((row) => Object.values(row));
  const numbers = values.filter((value) => typeof value === "number").map(Number);
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(Float64Array.from(numbers).buffer));
  const digits = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"));
  print(numbers.length + " " + digits.join(""));
}`;
}

/** The same by Node, in this process. */
export async function hashByNode(): Promise<string> {
  const mixedmodels = require("engine/index") as object;
  let printed = "";
  const run = new Function("mixedmodels", "print", `return (async () => ${bootstrapHash(2)})()`);
  await run(mixedmodels, (text: string) => (printed = text));
  return printed;
}
