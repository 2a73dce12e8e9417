import { create_re, dataset, EffectsCoding, fit, MersenneTwister, parametricbootstrap, study } from "mixedmodels";

const contrasts = Object.fromEntries(["spkr", "prec", "load"].map((name) => [name, EffectsCoding()]));
const kb07 = (random) => fit(`rt_trunc ~ 1 + spkr * prec * load + ${random}`, dataset("kb07"), { contrasts });
const models = {
  sleepstudy: () => fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy")),
  m1: () => kb07("(1 | subj) + (1 + prec | item)"),
  m0: () => kb07("(1 + spkr + prec + load | subj) + (1 + spkr + prec + load | item)"),
};

/** The study that a call sends to a cluster. */
async function sent(call) {
  let own;
  const on = {
    compute: async (given) => {
      own = given;
      throw new Error("sent");
    },
  };
  await call({ on, progress: false }).catch((error) => {
    if (own === undefined) throw error;
  });
  return own;
}

/** The study of n replicates of one of the models. */
export function bootstrapStudy(name, n) {
  const m = models[name]();
  return sent((options) => parametricbootstrap(new MersenneTwister(42), n, m, options));
}

/** A power study of experiments with 40 subjects and 24 items, two models each, tested by Satterthwaite's method. */
export function powerStudy(n) {
  const fixed = "dv ~ 1 + age * task";
  return sent((options) =>
    study(
      {
        grid: { subjects: [40], items: [24], effect: [0.15] },
        design: ({ subjects, items }) => ({
          subjects,
          items,
          subj_btwn: { age: ["old", "young"] },
          both_win: { task: ["one", "two"] },
        }),
        models: { maximal: `${fixed} + (1 + task | subj) + (1 | item)`, simple: `${fixed} + (1 | subj) + (1 | item)` },
        truth: ({ effect }) => ({ β: [2, -0.12, effect, 0.05], σ: 1, subj: create_re(0.5, 0.2), item: create_re(0.4) }),
        contrasts: { age: EffectsCoding(), task: EffectsCoding() },
        tests: { dof: "satterthwaite" },
        n,
        seed: 9,
      },
      options,
    ),
  );
}
