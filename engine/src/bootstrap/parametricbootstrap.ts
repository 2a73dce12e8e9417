import { OptionError } from "../errors";
import { hasFewLevels, levelDesigns } from "../minimizer/levelDesign";
import { checkMixedModel } from "../model/checkModel";
import { fingerprint } from "../model/fingerprint";
import { GeneralizedLinearMixedModel } from "../model/generalized/generalizedLinearMixedModel";
import type { LinearMixedModel } from "../model/linearMixedModel";
import type { MixedModel } from "../model/mixedModel";
import { files } from "../platform/files";
import { checkStream } from "../random/checkStream";
import { MersenneTwister } from "../random/mersenneTwister";
import type { RandomStream } from "../random/stream";
import { checkOptions, checkSwitch } from "../table/options";
import { shownValue } from "../table/shownValue";
import { looking } from "../table/source/files";
import { Table } from "../table/table";
import { versions } from "../versions/versionInfo";
import { originOf } from "./computing/bootstrapOrigin";
import { Checkpoint } from "./computing/checkpoint";
import {
  type ComputingOptions,
  checkJob,
  computeReplicates,
  folderOf,
  type Keeping,
} from "./computing/computeReplicates";
import { generalizedStatisticRefitters } from "./computing/generalizedStatisticRefitters";
import { LiveDensities } from "./computing/liveDensities";
import { measuredBlueprint } from "./computing/measuredBlueprint";
import { type BootstrapStatistic, OwnStatistic } from "./computing/ownStatistic";
import type { CollectedReplicates } from "./computing/replicateCollector";
import { statisticRefitters } from "./computing/statisticRefitters";
import { blueprint, type Draws, type SimulationParameters } from "./drawing/blueprint";
import { generalizedPlan } from "./drawing/generalizedPlan";
import { MixedModelBootstrap } from "./sample/mixedModelBootstrap";
import { type SampleDescription, sampleLayout } from "./sample/sampleDescription";

export interface BootstrapOptions<M extends MixedModel = LinearMixedModel>
  extends SimulationParameters,
    ComputingOptions {
  /**
   * What is drawn. "responses" (default): every response, with the numbers that MixedModels.jl draws from the same
   * Julia stream. "statistics": [Z X]ᵀy and yᵀy themselves from their distribution, at a cost that does not depend on
   * the number of rows; the sample has the same distribution, but its draws are not those of MixedModels.jl.
   */
  draws?: Draws;
  /**
   * A statistic of every refitted model, such as `(m) => m.σs.subj.days / m.σ` (R's `bootMer(m, FUN)`): its numbers are
   * further columns of the sample's table, `confint(samp)` has their intervals, `samp.statistics` their bias. It is
   * called with the model itself first. The draws and the estimates are those without it, but all is computed on one
   * thread. Where it throws, or a number is not finite, it is NaN in that replicate, which is among the failures.
   */
  statistic?: BootstrapStatistic<M>;
  /**
   * Of a generalized model: keep the standard errors of the coefficients of every replicate too, at its θ, which need
   * its response: columns se1… of the table, from which `samp.coefpvalues` and {@link powertable} are made. Default
   * false. Of a linear model they are computed when they are asked for.
   */
  stderror?: boolean;
  /**
   * Below the bar in JupyterLab, draw densities of the replicates so far about once a second: of the columns of the
   * sample's table named here, at most 12, or with `true` of the random effects' standard deviations, the first six of
   * them. Default false.
   */
  live?: boolean | readonly string[];
  /**
   * A file, "name.arrow", or a folder, "name", that keeps the replicates so far while the bootstrap runs, about every
   * second: a process that is killed loses no more. A folder has them in parts, each written once, so that a large
   * sample costs no more than a small one; a file is written anew (of a very large sample as rarely as that takes a
   * twentieth of the time), and {@link restorereplicates} reads it. An unfinished bootstrap is not overwritten, in a
   * folder no bootstrap is; a folder needs a generator, whose seed it does not keep.
   */
  checkpoint?: string;
  /**
   * Continue the bootstrap in the `checkpoint`, if there is one, with the model, the parameters and a generator as
   * at its beginning (of a file also without one, whose fresh seed it keeps): the sample and the generator end with the
   * bits of an undisturbed run. Default false.
   */
  resume?: boolean;
}

/**
 * Parametric bootstrap: simulates `n` responses from the model's parameters (or those given) and refits the model to
 * each (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, §6.5). With a Julia stream the draws are those of
 * MixedModels.jl; the same bits result for any number of workers. Effects that correlate are drawn about the mean of
 * their covariate, or the least value of one that takes up to 13 evenly spaced ones, so that the draws do not depend on
 * its origin: they are those of MixedModels.jl where that is its 0, as of days 0 to 9 or a covariate with ZScore().
 *
 * The button Stop beside the progress bar, `signal` and an interrupt end it early. It then resolves with the k
 * replicates that come first in the stream, bit for bit the first k of a whole run (their number is `length`, that
 * asked for is `requested`), and the stream is left after them: `combinereplicates(samp, await parametricbootstrap(rng,
 * n - k, m))` is the whole run. After Stop the cell goes on; an interrupt ends the cell too, once the sample is in its
 * variable.
 * If a thread fails, it rejects and the stream is left as it was.
 * @param rng the stream, left after the last draw; without it a fresh seed is drawn and reported
 */
export function parametricbootstrap<M extends MixedModel>(
  rng: RandomStream,
  n: number,
  model: M,
  options?: BootstrapOptions<M>,
): Promise<MixedModelBootstrap>;
export function parametricbootstrap<M extends MixedModel>(
  n: number,
  model: M,
  options?: BootstrapOptions<M>,
): Promise<MixedModelBootstrap>;
export async function parametricbootstrap(
  ...args:
    | [RandomStream, number, MixedModel, BootstrapOptions<MixedModel>?]
    | [number, MixedModel, BootstrapOptions<MixedModel>?]
): Promise<MixedModelBootstrap> {
  if (typeof args[0] !== "number")
    return run(...(args as [RandomStream, number, MixedModel, BootstrapOptions<MixedModel>?]));
  const [n, model, options] = args as [number, MixedModel, BootstrapOptions<MixedModel>?];
  const rng = new MersenneTwister();
  return run(rng, n, model, options, String(rng.seed));
}

/** The options that replace the estimates from which responses are drawn. */
const GIVEN = ["β", "σ", "θ", "φ", "beta", "sigma", "theta", "dispersion"] as const;

async function run(
  stream: RandomStream,
  n: number,
  model: MixedModel,
  options: BootstrapOptions<MixedModel> = {},
  seed?: string,
): Promise<MixedModelBootstrap> {
  check(stream, n, model, options);
  const generalized =
    model instanceof GeneralizedLinearMixedModel
      ? { model, plan: generalizedPlan(model, options, options.stderror) }
      : undefined;
  const linear =
    model instanceof GeneralizedLinearMixedModel
      ? undefined
      : { model, plan: measuredBlueprint(blueprint(model, options, options.draws)) };
  const plan = generalized?.plan ?? linear!.plan;
  if (seed !== undefined && isFolder(options.checkpoint))
    throw new OptionError(
      "a bootstrap that keeps its replicates in a folder needs a generator, with which it can be resumed; " +
        `got the folder '${options.checkpoint}' and none (a file, '${options.checkpoint}.arrow', keeps a fresh seed)`,
    );
  const folder = isFolder(options.checkpoint) ? folderOf(options, options) : undefined;
  const before = stream.state();
  const checkpoint =
    options.checkpoint === undefined || folder !== undefined
      ? undefined
      : new Checkpoint(options.checkpoint, originOf(model, plan, before, options));
  checkpoint?.open();
  try {
    const found = checkpoint && begin(checkpoint, model, stream, n, options, seed !== undefined);
    const plain = {
      ...describeSample(model, found?.description.seed ?? seed),
      ...(GIVEN.some((name) => options[name] !== undefined) && { givenParameters: true as const }),
      ...(generalized?.plan.keepsErrors && { hasErrors: true as const }),
    };
    const layout = sampleLayout(plain).names;
    const own = options.statistic && new OwnStatistic<MixedModel>(options.statistic, model, layout);
    const description = own === undefined ? plain : { ...plain, statistics: own.described };
    const names = [...layout, ...(own?.names ?? [])];
    if (found !== undefined && !isSameStatistic(found.description, description))
      throw new OptionError(
        `a bootstrap is resumed with the statistic that it was begun with; '${options.checkpoint}' is of another one`,
      );
    const { live = false } = options;
    const pictures = live === false ? undefined : new LiveDensities(sampleOf(description, nothing(names), 0), live);
    const keeping =
      checkpoint &&
      ({
        checkpoint,
        found,
        sampleOf: (replicates: CollectedReplicates) => sampleOf(description, replicates, n),
      } satisfies Keeping);
    const collected = await computeReplicates({
      ...options,
      ...(folder && { folder }),
      plan,
      stream,
      n,
      names,
      label: "parametricbootstrap",
      ...(own && {
        local:
          generalized === undefined
            ? statisticRefitters(linear!.plan, linear!.model, own)
            : generalizedStatisticRefitters(generalized.plan, generalized.model, own),
      }),
      ...(pictures && { densities: (column) => pictures.draw(column) }),
      ...(keeping && { keeping }),
    });
    return sampleOf(description, collected, n).drawnFrom(linear?.model);
  } catch (error) {
    stream.restore(before);
    throw error;
  } finally {
    checkpoint?.close();
  }
}

/** What the checkpoint holds of this bootstrap; the stream is left after that. */
function begin(
  checkpoint: Checkpoint,
  model: MixedModel,
  stream: RandomStream,
  n: number,
  { resume, checkpoint: path }: BootstrapOptions<MixedModel>,
  isFresh: boolean,
): MixedModelBootstrap | undefined {
  if (!resume) {
    checkpoint.refuseUnfinished();
    return undefined;
  }
  const found = checkpoint.resume(model, stream, isFresh);
  if (found !== undefined && found.length > n)
    throw new OptionError(
      "a bootstrap is resumed with as many replicates as it has or more; " +
        `'${path}' holds ${found.length}, asked for are ${n}`,
    );
  return found;
}

/** Whether a checkpoint is a folder of parts: a file is called name.arrow, or is there. */
function isFolder(path: string | undefined): path is string {
  if (typeof path !== "string" || path === "" || path.endsWith(".arrow")) return false;
  return looking(path, () => files.kind(path)) !== "file";
}

function isSameStatistic(
  { statistics: a = [] }: SampleDescription,
  { statistics: b = [] }: SampleDescription,
): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function nothing(names: readonly string[]): CollectedReplicates {
  return {
    tbl: Table.fromColumns(names.map((name) => [name, new Float64Array(0)])),
    evaluations: new Int32Array(0),
    failures: [],
  };
}

/** The sample of the replicates computed of those asked for. */
export function sampleOf(
  description: SampleDescription,
  { tbl, evaluations, failures }: CollectedReplicates,
  requested: number,
): MixedModelBootstrap {
  return MixedModelBootstrap.create(
    tbl,
    tbl.numRows < requested ? { ...description, requested } : description,
    evaluations,
    failures,
  );
}

export function describeSample(model: MixedModel, seed?: string): SampleDescription {
  const { formula, coefnames, data } = model;
  return {
    formula,
    fingerprint: fingerprint(model),
    versions: versions(),
    ...(model instanceof GeneralizedLinearMixedModel && { family: model.family }),
    coefnames,
    kept: data.kept,
    terms: data.terms.map(({ grouping, names, blocks, levels }) => ({ grouping, names, blocks, levels })),
    ...(hasFewLevels(levelDesigns(data.layout, data.system)) && { hasFewLevels: true as const }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function check(stream: RandomStream, n: number, model: MixedModel, options: BootstrapOptions<MixedModel>): void {
  checkStream("the first argument of parametricbootstrap", stream);
  checkOptions("parametricbootstrap", options, [
    "β",
    "σ",
    "θ",
    "φ",
    "beta",
    "sigma",
    "theta",
    "dispersion",
    "draws",
    "statistic",
    "stderror",
    "live",
    "checkpoint",
    "resume",
    "progress",
    "workers",
    "signal",
    "on",
  ]);
  checkJob(n, options);
  checkMixedModel("parametricbootstrap", model);
  const { draws, statistic, stderror, live, progress, checkpoint, resume } = options;
  checkSwitch("resume", resume);
  checkSwitch("stderror", stderror);
  if (resume && checkpoint === undefined)
    throw new OptionError("a bootstrap is resumed from its checkpoint; got resume: true without the option checkpoint");
  if (live !== undefined && typeof live !== "boolean" && !Array.isArray(live))
    throw new OptionError(`live must be true or columns of the sample such as ["β1", "σ"]; got ${shownValue(live)}`);
  if (live && progress === false)
    throw new OptionError("live densities stand below the progress bar; got progress: false");
  if (statistic !== undefined && typeof statistic !== "function")
    throw new OptionError(`statistic is a function of a model; got ${shownValue(statistic)}`);
  if (statistic !== undefined && draws === "statistics")
    throw new OptionError('an own statistic is of a refitted model, which needs a response; got draws: "statistics"');
  if (draws !== undefined && draws !== "responses" && draws !== "statistics")
    throw new OptionError(`draws must be "responses" or "statistics"; got ${JSON.stringify(draws)}`);
  if (statistic !== undefined && isFolder(checkpoint))
    throw new OptionError(
      `a folder does not tell which statistic it is of; name a file ("${checkpoint}.arrow") with the option statistic`,
    );
  if (options.on !== undefined && statistic !== undefined)
    throw new OptionError("an own statistic is code of this process, which does not travel; got on and statistic");
  if (options.on !== undefined && checkpoint !== undefined)
    throw new OptionError("a cluster keeps the parts of a study itself; got on and checkpoint");
  if (model instanceof GeneralizedLinearMixedModel) checkGeneralizedOptions(model, options);
}

function checkGeneralizedOptions({ family }: GeneralizedLinearMixedModel, options: BootstrapOptions<MixedModel>): void {
  if (options.draws === "statistics")
    throw new OptionError(
      "the statistics of a response are drawn from normal distributions, which linear mixed models have; got draws: " +
        `"statistics" for a ${family} model`,
    );
}
