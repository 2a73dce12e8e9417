import { checkClusterOptions } from "../../bootstrap/computing/clusters/checkClusterOptions";
import { OptionError } from "../../errors";
import { Stopped } from "../../minimizer/stopped";
import { checkMixedModel } from "../../model/checkModel";
import { fitData } from "../../model/fitFrame";
import { LinearMixedModel } from "../../model/linearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { Progress } from "../../show/progress";
import { checkOptions } from "../../table/options";
import { shownValue } from "../../table/shownValue";
import { listNames, unknownName } from "../../words/nearest";
import { type ClusterOptions, tasksOnCluster } from "../tasks/tasksOnCluster";
import { travelling } from "../tasks/travellingModel";
import type { Profiled } from "./coordinates";
import { MixedModelProfile, type ProfiledCurve } from "./mixedModelProfile";
import { objectiveOf, parametersOf, profileTracer } from "./parameterTrace";
import { ProfileCurve } from "./profileCurve";
import { profileTable } from "./profileTable";
import type { TracedCurve } from "./tracedCurve";
import { tracedCurveCodec } from "./tracedCurveCodec";

export interface ProfileOptions {
  /** How far to go, in |ζ|; default 4. */
  threshold?: number;
  /**
   * The parameters to profile, such as ["β1", "σ", "ρ1"], or all of a kind by "β", "σs", "ρs" or "θ" (beta, sigmas,
   * rhos, theta); default all.
   */
  parameters?: readonly string[];
  /** Show a progress bar where it takes longer, in JupyterLab with a button to stop; default true. */
  progress?: boolean;
}

/** A parameter is reckoned with so many ms before one is known: a profile takes some twenty fits. */
const TIME_OF_PARAMETER = 600_000;
/** Points of a profile, roughly. */
const POINTS = 25;

/**
 * Profiles −2 log-likelihood in the coefficients, σ, the standard deviations and correlations of the random effects,
 * and θ: each is held at a series of values and the others are optimised (Bates & Watts, Nonlinear Regression Analysis,
 * 1988, ch. 6; Bates, lme4: Mixed-effects Modeling with R, 2010, §1.5). The parameters have the names of the table of a
 * bootstrap sample. A REML fit is refitted by maximum likelihood first. A σ that the model holds fixed stays so, and
 * has no profile itself. Of a generalized model all these are profiled but σ and θ, and φ where it has one.
 *
 * The profile is computed at once, as a fit is: nothing else runs meanwhile. After Stop it has the parameters that were
 * done by then, names the others in `missing` and its notes, and the cell goes on; an interrupt ends the cell without
 * it. Of a large model profile what matters by `parameters`, such as ["β"].
 *
 * With `{ on }` each parameter is profiled on a cluster, with the bits that it has here, and the profile is awaited.
 * The model travels with its response and the names of its columns, without those of its levels.
 */
export function profile(model: MixedModel, options: ProfileOptions & ClusterOptions): Promise<MixedModelProfile>;
export function profile(model: MixedModel, options?: ProfileOptions): MixedModelProfile;
export function profile(
  model: MixedModel,
  options: ProfileOptions & Partial<ClusterOptions> = {},
): MixedModelProfile | Promise<MixedModelProfile> {
  checkMixedModel("profile", model);
  checkOptions("profile", options, ["threshold", "parameters", "progress", "on", "signal"]);
  const { threshold = 4, parameters, progress } = options;
  if (!(typeof threshold === "number" && threshold > 0 && threshold <= 20))
    throw new OptionError(
      `the threshold of a profile is a number of standard deviations above 0 and up to 20; got ${String(threshold)}`,
    );
  const sigma = model instanceof LinearMixedModel ? model.criterion.sigma : undefined;
  const subject = model instanceof LinearMixedModel && model.REML ? fitData(model.data, { REML: false, sigma }) : model;
  const wanted = chosen(parametersOf(subject), parameters, sigma);
  const profileOf = (curves: readonly ProfiledCurve[]): MixedModelProfile => {
    const done = new Set(curves.map(({ name }) => name));
    return MixedModelProfile.create(model.formula, threshold, {
      curves,
      tbl: profileTable(subject, curves),
      missing: wanted.map(({ name }) => name).filter((name) => !done.has(name)),
      notes: [
        ...(model.REML ? ["the model was refitted by maximum likelihood to be profiled"] : []),
        ...(sigma === undefined
          ? []
          : [`σ is held fixed at ${sigma}, so it has no profile, and the others are for this σ`]),
      ],
    });
  };
  if (!checkClusterOptions("profile", options)) return profileOf(curvesOf(subject, wanted, threshold, progress));
  return curvesElsewhere(subject, wanted, threshold, options).then(profileOf);
}

/** The curves of the parameters, one after the other, until all are done or a reader stops it. */
function curvesOf(model: MixedModel, wanted: readonly Profiled[], threshold: number, progress = true): ProfiledCurve[] {
  const bar = new Progress("profile", wanted.length, progress, { unit: "parameters", blocking: true });
  const tracer = profileTracer(model, threshold);
  const curves: ProfiledCurve[] = [];
  let running = true;
  // Ends of other levels are solved for later, whether the profile was stopped or not.
  const guard = (): void => {
    if (running && bar.isStopped) throw new Stopped();
  };
  try {
    for (const { name, estimate, coordinate } of wanted) {
      const onStep = (part: number): void => bar.update({ done: curves.length, doing: name, part });
      onStep(0);
      const own = coordinate?.(guard);
      curves.push({ name, estimate, curve: own && new ProfileCurve(own, tracer(own, onStep), objectiveOf(model)) });
    }
    bar.end("done", { done: curves.length });
  } catch (error) {
    bar.end(error instanceof Stopped ? "stopped" : "failed", { done: curves.length });
    if (!(error instanceof Stopped)) throw error;
  } finally {
    running = false;
  }
  return curves;
}

/** The curves of the parameters, traced on a cluster, without those that were not done when it was ended. */
async function curvesElsewhere(
  model: MixedModel,
  wanted: readonly Profiled[],
  threshold: number,
  options: ClusterOptions,
): Promise<ProfiledCurve[]> {
  const parameters = wanted.filter(({ coordinate }) => coordinate !== undefined).map(({ name }) => name);
  const outcomes =
    parameters.length === 0
      ? []
      : await tasksOnCluster(
          {
            plan: { kind: "profile", model: travelling(model), parameters, threshold },
            count: parameters.length,
            result: tracedCurveCodec,
            label: "profile",
            unit: "parameters",
            timeEach: TIME_OF_PARAMETER,
            bytesEach: 8 * POINTS * (model.coef.length + model.theta.length),
          },
          options,
        );
  return wanted.flatMap(({ name, estimate, coordinate }): ProfiledCurve[] => {
    if (coordinate === undefined) return [{ name, estimate, curve: undefined }];
    const outcome = outcomes[parameters.indexOf(name)];
    if ("isEnded" in outcome) return [];
    const traced = "result" in outcome ? outcome.result : untraced(name, outcome.reason);
    return [{ name, estimate, curve: new ProfileCurve(coordinate(), traced, objectiveOf(model)) }];
  });
}

function untraced(name: string, reason: string): TracedCurve {
  return { points: [], ends: { lower: "flat", upper: "flat" }, notes: [`${name} is not profiled: ${reason}`] };
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
