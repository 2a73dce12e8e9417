import { workingTheta } from "../deviance/changeOfBasis";
import { modelData } from "../deviance/modelData";
import { DataError, FileError, OptionError } from "../errors";
import type { FamilyName } from "../family/family";
import { familyOf } from "../family/familyOf";
import type { LinkName } from "../family/link";
import type { Contrast, Contrasts } from "../formula/coding/contrasts";
import { Center, isStandard, Scale, type Standard, ZScore } from "../formula/coding/standardize";
import { type GivenValues, type ModelFrame, modelFrame, type RowValues } from "../formula/frame/modelFrame";
import { sha256 } from "../platform/hash";
import { asTable, type TableLike } from "../table/asTable";
import { checkOptions } from "../table/options";
import { checkFields } from "../table/savedFields";
import { isUnchanged, SEAL, seal, UNSEALED } from "../table/seal";
import { shownValue } from "../table/shownValue";
import { atomicWrite, readBytes } from "../table/source/files";
import { type Versions, versions } from "../versions/versionInfo";
import { checkMixedModel } from "./checkModel";
import {
  type FingerprintSource,
  fingerprint,
  fingerprintDifference,
  fingerprintOf,
  type ModelFingerprint,
} from "./fingerprint";
import { type GeneralizedFitOptions, preparedModel, restoredModel } from "./generalized/fitGeneralized";
import { GeneralizedLinearMixedModel } from "./generalized/generalizedLinearMixedModel";
import { LinearMixedModel } from "./linearMixedModel";
import type { MixedModel } from "./mixedModel";
import { modelAt } from "./modelAt";
import { SAVED_MODEL_FIELDS, type SavedContrast } from "./saved/savedModelFields";

const FORMAT = "mixedmodels.model";
const VERSION = 3;
/** Version 3 has generalized models; linear ones are written so that earlier releases read them. */
const VERSION_OF_LINEAR = 2;
/** Version 1 knows neither weights nor offset nor a fixed σ. */
const OLDEST = 1;
/** Objectives that differ by less, relatively, are the same up to rounding on another machine. */
const SAME = 1e-8;

interface SavedModel {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly formula: string;
  readonly REML: boolean;
  /** σ where it was held fixed. */
  readonly sigma?: number;
  /** How weights and an offset were given beside the formula: their column, or null for numbers. */
  readonly weights?: string | null;
  readonly offset?: string | null;
  readonly contrasts: { readonly [column: string]: SavedContrast | SavedStandard };
  readonly theta: readonly number[];
  /** θ of the columns that the fit computes in, where these are not the user's. */
  readonly workingTheta?: readonly number[];
  readonly objective: number;
  readonly evaluations: number;
  readonly decrement: number;
  readonly failure?: string;
  readonly starts?: number;
  readonly agreeing?: number;
  readonly explored?: number;
  /** What was known about the optimum, for readers of the file. */
  readonly certificate: string;
  readonly nobs: number;
  /** Of a generalized model. */
  readonly generalized?: SavedFamily;
  /** What the model was fitted to; absent in files of earlier releases, of which `sha256` tells. */
  readonly fingerprint?: ModelFingerprint;
  /** SHA-256 of the levels of the grouping factors, in order, as the random effects have them. */
  readonly levels?: string;
  /**
   * SHA-256 of the response, the columns of X and Z, the levels of the grouping factors, weights and offset. Calculated
   * columns may have other bits where they were calculated by an earlier release: it is for readers of that time.
   */
  readonly sha256: string;
  /** What has written the file. */
  readonly versions?: Versions;
  readonly [SEAL]: string;
}

/** What makes a model generalized, and where its fit ended. */
interface SavedFamily {
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly nAGQ: number;
  readonly fast: boolean;
  readonly curvature: "expected" | "observed";
  /** γ, θ, log φ in the coordinates of the fit, and the last step in γ. */
  readonly x: readonly number[];
  readonly lastStep: readonly number[];
  /** The working θ that the fit began with, where it was given. */
  readonly start?: readonly number[];
}

interface SavedStandard {
  readonly center?: number;
  readonly scale?: number;
}

/** Writes a fit to a small JSON file: formula, contrasts, θ, certificate and a hash of the data, but not the data. */
export function savemodel(path: string, model: MixedModel): void {
  checkMixedModel("savemodel", model);
  const { formula, REML, sigma, sigmaIsFixed, minimum, working, nobs, certificate, data } = model;
  const isGeneralized = model instanceof GeneralizedLinearMixedModel;
  const { contrasts, rows, terms, weights, offset } = data.frame.recipe;
  const used = new Set([...terms.fixed, ...terms.random.flatMap(({ effects }) => effects)].flat());
  const saved: SavedModel = {
    format: FORMAT,
    version: isGeneralized ? VERSION : VERSION_OF_LINEAR,
    formula,
    REML,
    ...(sigmaIsFixed && { sigma }),
    ...(isGeneralized && model.trials !== undefined ? {} : savedColumn("weights", weights)),
    ...savedColumn("offset", offset),
    contrasts: Object.fromEntries(
      Object.entries(contrasts)
        .filter(([name]) => used.has(name))
        .map(([name, setting]) => [
          name,
          isStandard(setting) ? savedStandard(setting) : savedContrast(name, setting, rows.factor(name).levels),
        ]),
    ),
    ...(model instanceof LinearMixedModel
      ? {
          theta: [...model.minimum.theta],
          ...(working.theta === model.minimum.theta ? {} : { workingTheta: [...working.theta] }),
        }
      : { theta: [...model.theta] }),
    objective: minimum.objective,
    evaluations: minimum.evaluations,
    decrement: minimum.decrement,
    ...(minimum.failure === undefined ? {} : { failure: minimum.failure }),
    ...(minimum.starts === undefined ? {} : { starts: minimum.starts }),
    ...(minimum.agreeing === undefined ? {} : { agreeing: minimum.agreeing }),
    ...("explored" in minimum ? { explored: minimum.explored } : {}),
    certificate: certificate.summary,
    nobs,
    ...(isGeneralized && { generalized: savedFamily(model) }),
    fingerprint: fingerprint(model),
    levels: levelsHash(data.frame),
    sha256: hashOf(hashed(model)),
    versions: versions(),
    [SEAL]: UNSEALED,
  };
  atomicWrite(path, seal(new TextEncoder().encode(`${JSON.stringify(saved, null, 2)}\n`)));
}

function savedFamily(model: GeneralizedLinearMixedModel): SavedFamily {
  const { family, link, nAGQ, fast, curvature, minimum, start } = model;
  return {
    family,
    link,
    nAGQ,
    fast,
    curvature,
    x: [...minimum.x],
    lastStep: [...minimum.lastStep],
    ...(start && { start: [...start] }),
  };
}

/** What of the data of a model its file holds a hash of: those of a generalized one have its weights beside. */
function hashed(model: MixedModel): ModelFrame {
  const { frame } = model.data;
  return model instanceof GeneralizedLinearMixedModel ? { ...frame, weights: model.rows.w } : frame;
}

export interface RestoreOptions {
  /** The weights of the fit, where they were given as numbers and not by the name of a column. */
  weights?: RowValues;
  /** The offset of the fit, where it was given as numbers. */
  offset?: RowValues;
}

/**
 * Reads a fit that {@link savemodel} has written, on the data it was fitted to, without fitting again: the same numbers
 * to the last bit. `restoremodel<GeneralizedLinearMixedModel>(…)` tells the compiler that it is a generalized one.
 * @throws if the file is of another kind or the data are not those of the fit
 */
export function restoremodel<M extends MixedModel = LinearMixedModel>(
  path: string,
  table: TableLike,
  options: RestoreOptions = {},
): M {
  checkOptions("restoremodel", options, ["weights", "offset"]);
  return restored(path, table, options) as M;
}

function restored(path: string, table: TableLike, options: RestoreOptions): MixedModel {
  const saved = readSaved(path);
  const contrasts: Contrasts = Object.fromEntries(
    Object.entries(saved.contrasts).map(([name, setting]) => [
      name,
      "matrix" in setting ? restoredContrast(setting) : restoredStandard(setting),
    ]),
  );
  const rowValues = {
    weights: restoredValues("weights", saved.weights, options.weights),
    offset: restoredValues("offset", saved.offset, options.offset),
  };
  if (saved.generalized !== undefined)
    return restoredGeneralized(path, saved, saved.generalized, table, { contrasts, ...rowValues });
  const data = modelData(modelFrame(saved.formula, asTable(table), { contrasts, ...rowValues }));
  checkData(path, saved, data.frame, {
    data,
    REML: saved.REML,
    sigma: saved.sigma,
    weights: data.frame.weights,
    likelihood: [],
  });
  const { layout, change } = data;
  const { objective, evaluations, decrement, failure, starts, agreeing, explored } = saved;
  for (const theta of [saved.theta, saved.workingTheta ?? saved.theta])
    if (theta.length !== layout.length)
      throw new FileError(`'${path}' must hold ${layout.length} elements of θ; it has ${theta.length}`, path);
  const minimum = {
    theta:
      saved.workingTheta === undefined
        ? workingTheta(layout, change, Float64Array.from(saved.theta))
        : Float64Array.from(saved.workingTheta),
    objective,
    evaluations,
    decrement,
    ...(failure !== undefined && { failure }),
    ...(starts !== undefined && { starts }),
    ...(agreeing !== undefined && { agreeing }),
    ...(explored !== undefined && { explored }),
  };
  const model = modelAt(data, saved, minimum);
  checkObjective(path, objective, model.objective);
  return model;
}

function restoredGeneralized(
  path: string,
  saved: SavedModel,
  { family, link, nAGQ, fast, curvature, x, lastStep, start }: SavedFamily,
  table: TableLike,
  given: Pick<GeneralizedFitOptions, "contrasts" | "weights" | "offset">,
): GeneralizedLinearMixedModel {
  const prepared = preparedModel(saved.formula, table, {
    family,
    link,
    nAGQ,
    fast,
    ...(familyOf(family, link).family.dispersion === "none" && { curvature }),
    ...given,
  });
  const weights = prepared.response.w;
  checkData(
    path,
    saved,
    { ...prepared.data.frame, weights },
    { data: prepared.data, REML: saved.REML, weights, likelihood: [family, link, nAGQ, fast, curvature] },
  );
  const { objective, evaluations, decrement, failure, starts = 1, agreeing = 1 } = saved;
  const model = restoredModel(
    prepared,
    {
      x: Float64Array.from(x),
      lastStep: Float64Array.from(lastStep),
      objective,
      evaluations,
      // JSON knows no NaN.
      decrement: decrement ?? NaN,
      ...(failure !== undefined && { failure }),
      starts,
      agreeing,
    },
    start && Float64Array.from(start),
  );
  checkObjective(path, objective, model.devianceFunction.objective);
  return model;
}

function checkObjective(path: string, saved: number, computed: number): void {
  if (Math.abs(computed - saved) <= SAME * (1 + Math.abs(saved))) return;
  throw new FileError(
    `a model is restored as it was saved; '${path}' holds the objective ${saved}, but its θ gives ${computed}`,
    path,
  );
}

function checkData(path: string, saved: SavedModel, frame: ModelFrame, source: FingerprintSource): void {
  const { nobs, formula } = saved;
  if (frame.nobs !== nobs)
    throw new DataError(
      `a model is restored on the data of its fit; '${path}' was fitted to ${nobs} rows, these data have ${frame.nobs}`,
    );
  const difference = dataDifference(saved, frame, source);
  if (difference !== undefined)
    throw new DataError(
      "a model is restored on the data of its fit; " +
        `the ${hashedParts(frame)} of '${formula}' in these data differ from those of '${path}'${difference}`,
    );
}

/** What of the data is not as it was at the fit, as the end of a sentence: " (the values of 'days')". */
function dataDifference(
  { fingerprint: known, levels, sha256: hash }: SavedModel,
  frame: ModelFrame,
  source: FingerprintSource,
): string | undefined {
  if (known === undefined) return hashOf(frame) === hash ? undefined : "";
  const difference =
    fingerprintDifference(known, fingerprintOf(source)) ??
    (levelsHash(frame) === levels ? undefined : "the order of the levels");
  return difference && ` (${difference})`;
}

function levelsHash({ random }: ModelFrame): string {
  const levels = random.map((term) => [term.grouping, term.levels]);
  return sha256().update(JSON.stringify(levels)).hex();
}

function readSaved(path: string): SavedModel {
  const bytes = readBytes(path);
  const unchanged = isUnchanged(bytes);
  if (unchanged === false)
    throw new FileError(`a model is restored as it was saved; '${path}' has been changed or cut short since`, path);
  const saved = parsed(bytes);
  if (saved?.format !== FORMAT)
    throw new FileError(
      `a model is read from a file of savemodel; '${path}' is of another kind or has been cut short`,
      path,
    );
  if (!(Number.isInteger(saved.version) && saved.version >= OLDEST && saved.version <= VERSION))
    throw new FileError(
      `this release reads models of versions ${OLDEST} to ${VERSION}; ` +
        `'${path}' has version ${shownValue(saved.version)}`,
      path,
    );
  if (saved.version > OLDEST && unchanged === undefined)
    throw new FileError(`a model is restored as it was saved; '${path}' has lost its seal since`, path);
  checkFields(saved, SAVED_MODEL_FIELDS, "savemodel", path);
  return saved;
}

/** Undefined of what is no JSON, or longer than a text may be. */
function parsed(bytes: Uint8Array): SavedModel | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as SavedModel;
  } catch {
    return undefined;
  }
}

function savedColumn<K extends string>(option: K, given: GivenValues | undefined): { [key in K]?: string | null } {
  return given === undefined ? {} : ({ [option]: given.column ?? null } as { [key in K]?: string | null });
}

/** The column of the file, or the numbers of the caller where the file has none. */
function restoredValues(
  option: string,
  saved: string | null | undefined,
  given: RowValues | undefined,
): RowValues | undefined {
  if (saved === null && given === undefined)
    throw new OptionError(
      `this fit was given ${option} as numbers; restore it with the same ones, restoremodel(path, data, { ${option} })`,
    );
  if (saved === undefined && given !== undefined)
    throw new OptionError(
      `this fit has no ${option} beside its formula; ` +
        `got ${typeof given === "string" ? `'${given}'` : `${given.length} numbers`}`,
    );
  return given ?? saved ?? undefined;
}

function hashedParts({ weights, offset }: ModelFrame): string {
  const parts = [
    "response",
    "effects",
    "levels",
    ...(weights === undefined ? [] : ["weights"]),
    ...(offset === undefined ? [] : ["offset"]),
  ];
  return `${parts.slice(0, -1).join(", ")} or ${parts.at(-1)!}`;
}

function hashOf({ response, fixed, random, weights, offset }: ModelFrame): string {
  const hash = sha256();
  const numbers = (values: Float64Array | Int32Array): void =>
    void hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  numbers(response.values);
  hash.update(JSON.stringify(fixed.names));
  fixed.columns.forEach(numbers);
  for (const { grouping, levels, refs, names, columns, blocks } of random) {
    hash.update(JSON.stringify([grouping, levels, names, blocks]));
    numbers(refs);
    columns.forEach(numbers);
  }
  if (weights !== undefined) numbers(weights);
  if (offset !== undefined) numbers(offset);
  return hash.hex();
}

function savedContrast(name: string, contrast: Contrast, sorted: readonly string[]): SavedContrast {
  const levels = contrast.levels ?? sorted;
  const { names, matrix } = contrast.coding(levels, name);
  return { levels, names, matrix: [...matrix] };
}

function restoredContrast({ levels, names, matrix }: SavedContrast): Contrast {
  return { levels, coding: () => ({ names, matrix: Float64Array.from(matrix) }) };
}

function savedStandard({ center, scale }: Standard): SavedStandard {
  return { ...(typeof center === "number" ? { center } : {}), ...(typeof scale === "number" ? { scale } : {}) };
}

function restoredStandard({ center, scale }: SavedStandard): Standard {
  if (center === undefined) return Scale(scale);
  return scale === undefined ? Center(center) : ZScore({ center, scale });
}
