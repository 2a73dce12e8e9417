import type { Platform } from "./platform";

const LIBRARY = "mixedmodels";

/** Calls of R and Julia under names that neither TypeScript nor the library has, and how they are written here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["lmer", `R's lmer(y ~ x + (1 | g), d) is fit("y ~ x + (1 | g)", d, { REML: true })`],
  ["lme", `R's lme(y ~ x, random = ~ 1 | g, d) is fit("y ~ x + (1 | g)", d, { REML: true })`],
  ["lmm", `Julia's lmm(@formula(y ~ x + (1 | g)), d) is fit("y ~ x + (1 | g)", d)`],
  ["MixedModel", `Julia's fit(MixedModel, @formula(y ~ x + (1 | g)), d) is fit("y ~ x + (1 | g)", d)`],
  ["glmer", `R's glmer(y ~ x + (1 | g), d, binomial) is fit("y ~ x + (1 | g)", d, { family: Bernoulli() })`],
  ["library", `R's library(lme4) is import { fit } from "mixedmodels"`],
  ["fixef", "R's fixef(m) is m.fixef"],
  ["coef", "coef(m) is m.coef; R's, fixed plus random effects of each level, is levelcoef(m)"],
  ["stderror", "Julia's stderror(m) is m.stderror"],
  ["fitted", "fitted(m) is m.fitted"],
  ["resid", "R's resid(m) is m.residuals"],
  ["logLik", "R's logLik(m) is m.loglikelihood"],
  ["loglikelihood", "Julia's loglikelihood(m) is m.loglikelihood"],
  ["deviance", "deviance(m) is m.deviance"],
  ["AIC", "R's AIC(m) is m.aic"],
  ["BIC", "R's BIC(m) is m.bic"],
  ["aic", "Julia's aic(m) is m.aic"],
  ["bic", "Julia's bic(m) is m.bic"],
  ["nobs", "nobs(m) is m.nobs"],
  ["isSingular", "R's isSingular(m) is m.issingular"],
  [
    "bootMer",
    "R's bootMer(m, f, nsim = 1000) is await parametricbootstrap(new MersenneTwister(42), 1000, m, { statistic: f })",
  ],
]);

/** The name of a message such as "Cannot find name 'lmer'. Did you mean 'lmm'?". */
const UNKNOWN_NAME = /^Cannot find name '([^']+)'\.|^No value exists in scope for the shorthand property '([^']+)'\./;
const PROMISE = /^Property '[^']+' does not exist on type 'Promise<|^Argument of type 'Promise</;

/**
 * What a message of the compiler leaves unsaid to who comes from another language or has left out an import or an
 * await; undefined if nothing.
 */
export class Advice {
  #exported: ReadonlySet<string> | undefined;

  constructor(private readonly platform: Pick<Platform, "load">) {}

  on(message: string): string | undefined {
    for (const line of message.split("\n")) {
      const advice = this.onLine(line.trim());
      if (advice !== undefined) return advice;
    }
    return undefined;
  }

  private onLine(message: string): string | undefined {
    if (PROMISE.test(message)) return "it is a promise: write await before the call that makes it";
    const found = UNKNOWN_NAME.exec(message);
    const name = found?.[1] ?? found?.[2];
    if (name === undefined) return undefined;
    if (this.exported.has(name)) return `it is in the library: import { ${name} } from "${LIBRARY}"`;
    return ELSEWHERE.get(name);
  }

  private get exported(): ReadonlySet<string> {
    try {
      return (this.#exported ??= new Set(Object.keys(this.platform.load(LIBRARY))));
    } catch {
      return new Set();
    }
  }
}
