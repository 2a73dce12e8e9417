import { createHash } from "node:crypto";
import { DataError, FileError } from "../errors";
import type { Contrast, Contrasts } from "../formula/contrasts";
import { type ModelFrame, modelFrame } from "../formula/modelFrame";
import { Center, Scale, type Standard, ZScore, isStandard } from "../formula/standardize";
import { type TableLike, asTable } from "../table/asTable";
import { atomicWrite, readBytes } from "../table/files";
import { LinearMixedModel } from "./linearMixedModel";
import { modelData, prepareResponse } from "./modelData";
import { findStrata, needsLevelTraces } from "./strata";
import { withDeviance } from "./withDeviance";

const FORMAT = "mixedmodels.model";
const VERSION = 1;
/** Objectives that differ by less, relatively, are the same up to rounding on another machine. */
const SAME = 1e-8;

interface SavedModel {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly formula: string;
  readonly REML: boolean;
  readonly contrasts: { readonly [column: string]: SavedContrast | SavedStandard };
  readonly theta: readonly number[];
  readonly objective: number;
  readonly evaluations: number;
  readonly decrement: number;
  readonly failure?: string;
  /** What was known about the optimum, for readers of the file. */
  readonly certificate: string;
  readonly nobs: number;
  /** SHA-256 of the response, the columns of X and Z, and the levels of the grouping factors. */
  readonly sha256: string;
}

interface SavedContrast {
  readonly levels: readonly string[];
  readonly names: readonly string[];
  readonly matrix: readonly number[];
}

interface SavedStandard {
  readonly center?: number;
  readonly scale?: number;
}

/** Writes a fit to a small JSON file: formula, contrasts, θ, certificate and a hash of the data, but not the data. */
export function savemodel(path: string, model: LinearMixedModel): void {
  const { formula, REML, minimum, nobs, certificate, data } = model;
  const { contrasts, rows, terms } = data.frame.recipe;
  const used = new Set([...terms.fixed, ...terms.random.map(({ effects }) => effects).flat()].flat());
  const saved: SavedModel = {
    format: FORMAT, version: VERSION, formula, REML,
    contrasts: Object.fromEntries(Object.entries(contrasts).filter(([name]) => used.has(name)).map(([name, setting]) =>
      [name, isStandard(setting) ? savedStandard(setting) : savedContrast(name, setting, rows.factor(name).levels)])),
    theta: [...minimum.theta], objective: minimum.objective, evaluations: minimum.evaluations, decrement: minimum.decrement,
    ...(minimum.failure === undefined ? {} : { failure: minimum.failure }),
    certificate: certificate.summary, nobs, sha256: hashOf(data.frame),
  };
  atomicWrite(path, `${JSON.stringify(saved, null, 2)}\n`);
}

/**
 * Reads a fit that {@link savemodel} has written, on the data it was fitted to, without fitting again: the same numbers to the
 * last bit.
 * @throws if the file is of another kind or the data are not those of the fit
 */
export function restoremodel(path: string, table: TableLike): LinearMixedModel {
  const saved = readSaved(path);
  const contrasts: Contrasts = Object.fromEntries(Object.entries(saved.contrasts).map(([name, setting]) =>
    [name, "matrix" in setting ? restoredContrast(setting) : restoredStandard(setting)]));
  const data = modelData(modelFrame(saved.formula, asTable(table), { contrasts }));
  if (data.frame.nobs !== saved.nobs) throw new DataError(`a model is restored on the data of its fit; '${path}' was fitted to ${saved.nobs} rows, these data have ${data.frame.nobs}`);
  if (hashOf(data.frame) !== saved.sha256) throw new DataError(`a model is restored on the data of its fit; the response, effects or levels of '${saved.formula}' in these data differ from those of '${path}'`);
  const { system, layout } = data;
  const prepared = prepareResponse(data, data.frame.response.values);
  const strata = findStrata(data.terms, data.fixed, system, saved.REML);
  const { objective, evaluations, decrement, failure } = saved;
  const minimum = { theta: Float64Array.from(saved.theta), objective, evaluations, decrement, ...(failure === undefined ? {} : { failure }) };
  if (minimum.theta.length !== layout.length) throw new FileError(`'${path}' must hold ${layout.length} elements of θ; it has ${minimum.theta.length}`, path);
  const subject = { system, n: data.frame.nobs, reml: saved.REML, statistics: prepared.statistics, levelTraces: needsLevelTraces(strata) };
  const model = withDeviance(subject, (deviance) => new LinearMixedModel(data, prepared, deviance, strata, minimum));
  if (!(Math.abs(model.objective - objective) <= SAME * (1 + Math.abs(objective)))) throw new FileError(`a model is restored as it was saved; '${path}' holds the objective ${objective}, but its θ gives ${model.objective}`, path);
  return model;
}

function readSaved(path: string): SavedModel {
  const text = readBytes(path).toString("utf8");
  const saved = ((): SavedModel | undefined => {
    try {
      return JSON.parse(text) as SavedModel;
    } catch {
      return undefined;
    }
  })();
  if (saved?.format !== FORMAT) throw new FileError(`a model is read from a file of savemodel; '${path}' is of another kind or has been cut short`, path);
  if (saved.version !== VERSION) throw new FileError(`this release reads models of version ${VERSION}; '${path}' has version ${saved.version}`, path);
  const { formula, REML, contrasts, theta } = saved;
  if (typeof formula !== "string" || typeof REML !== "boolean" || typeof contrasts !== "object" || contrasts === null || !Array.isArray(theta) || !theta.every(Number.isFinite)) {
    throw new FileError(`a file of savemodel holds formula, REML, contrasts and θ; '${path}' does not`, path);
  }
  return saved;
}

function hashOf({ response, fixed, random }: ModelFrame): string {
  const hash = createHash("sha256");
  const numbers = (values: Float64Array | Int32Array): void => void hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  numbers(response.values);
  hash.update(JSON.stringify(fixed.names));
  fixed.columns.forEach(numbers);
  for (const { grouping, levels, refs, names, columns, blocks } of random) {
    hash.update(JSON.stringify([grouping, levels, names, blocks]));
    numbers(refs);
    columns.forEach(numbers);
  }
  return hash.digest("hex");
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
