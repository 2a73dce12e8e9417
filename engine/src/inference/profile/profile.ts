import { OptionError } from "../../errors";
import { checkModel } from "../../model/checkModel";
import { fitData } from "../../model/fitFrame";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import { listNames, unknownName } from "../../table/nearest";
import { checkOptions } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import { type Profiled, profiledParameters } from "./coordinates";
import { MixedModelProfile, type ProfiledCurve } from "./mixedModelProfile";
import { ProfileCurve } from "./profileCurve";
import { trace } from "./tracedCurve";

export interface ProfileOptions {
  /** How far to go, in |ζ|; default 4. */
  threshold?: number;
  /**
   * The parameters to profile, such as ["β1", "σ", "ρ1"], or all of a kind by "β", "σs", "ρs" or "θ" (beta, sigmas,
   * rhos, theta); default all.
   */
  parameters?: readonly string[];
}

/**
 * Profiles −2 log-likelihood in the coefficients, σ, the standard deviations and correlations of the random effects,
 * and θ: each is held at a series of values and the others are optimised (Bates & Watts, Nonlinear Regression Analysis,
 * 1988, ch. 6; Bates, lme4: Mixed-effects Modeling with R, 2010, §1.5). The parameters have the names of the table of a
 * bootstrap sample. A REML fit is refitted by maximum likelihood first. A σ that the model holds fixed stays so, and
 * has no profile itself.
 *
 * The profile is computed at once, as a fit is, without a progress bar, and a notebook's interrupt waits for its end:
 * of a large model profile what matters by `parameters`, such as ["β"].
 */
export function profile(model: LinearMixedModel, options: ProfileOptions = {}): MixedModelProfile {
  checkModel("profile", model);
  checkOptions("profile", options, ["threshold", "parameters"]);
  const { threshold = 4, parameters } = options;
  if (!(typeof threshold === "number" && threshold > 0 && threshold <= 20))
    throw new OptionError(
      `the threshold of a profile is a number of standard deviations above 0 and up to 20; got ${String(threshold)}`,
    );
  const { sigma } = model.criterion;
  const subject = model.REML ? fitData(model.data, { REML: false, sigma }) : model;
  const curves = chosen(profiledParameters(subject), parameters, sigma).map(
    ({ name, estimate, coordinate }): ProfiledCurve => {
      if (coordinate === undefined) return { name, estimate, curve: undefined };
      const own = coordinate();
      return { name, estimate, curve: new ProfileCurve(own, trace(own, subject.objective, threshold)) };
    },
  );
  return MixedModelProfile.create(model.formula, threshold, curves, [
    ...(model.REML ? ["the model was refitted by maximum likelihood to be profiled"] : []),
    ...(sigma === undefined
      ? []
      : [`σ is held fixed at ${sigma}, so it has no profile, and the others are for this σ`]),
  ]);
}

/** The names of the parameters of a kind begin with a symbol and go on with a number. */
const KINDS: { readonly [kind: string]: string } = {
  β: "β",
  beta: "β",
  σs: "σ",
  sigmas: "σ",
  ρs: "ρ",
  rhos: "ρ",
  θ: "θ",
  theta: "θ",
};

function chosen(
  all: readonly Profiled[],
  wanted: readonly string[] | undefined,
  fixedSigma: number | undefined,
): readonly Profiled[] {
  if (wanted === undefined) return all;
  if (!Array.isArray(wanted))
    throw new OptionError(`the parameters of a profile are an array such as ["β1", "σ"]; got ${shownValue(wanted)}`);
  const names = all.map(({ name }) => name);
  const included = new Set(
    wanted.flatMap((name) => {
      if (Object.hasOwn(KINDS, name)) return names.filter((own) => /\d$/.test(own) && own.startsWith(KINDS[name]));
      if (names.includes(name)) return [name];
      if (fixedSigma !== undefined && (name === "σ" || name === "sigma"))
        throw new OptionError(
          `σ is held fixed at ${fixedSigma}, so it has no profile; parameters are ${listNames(names)}`,
        );
      if (name === "sigma") return ["σ"];
      throw new OptionError(unknownName("parameter", String(name), "parameters", names));
    }),
  );
  return all.filter(({ name }) => included.has(name));
}
