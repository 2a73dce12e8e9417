import { createHash } from "node:crypto";
import { FileError, OptionError } from "../errors";
import { checkModel } from "../model/checkModel";
import type { LinearMixedModel } from "../model/linearMixedModel";
import { arrowBytes } from "../table/arrowBytes";
import { readArrow } from "../table/arrowFile";
import type { Column } from "../table/column";
import { atomicWrite } from "../table/files";
import { Table } from "../table/table";
import { checkSample } from "./checkSample";
import { MixedModelBootstrap, type SampleDescription } from "./mixedModelBootstrap";
import type { Failure } from "./refitter";

const KEY = "mixedmodels.replicates";
const VERSION = 2;
const EVALUATIONS = "evaluations";

interface Saved {
  readonly version: number;
  readonly description: SampleDescription;
  readonly failures: readonly Failure[];
  /** SHA-256 of all that was saved: Arrow itself does not notice a changed bit. */
  readonly sha256: string;
}

/** Writes a bootstrap sample to an Apache Arrow file: the columns of its table, and what they mean as metadata. */
export function savereplicates(path: string, sample: MixedModelBootstrap): void {
  checkSample("savereplicates", sample);
  const { tbl, description, failures, evaluations } = sample;
  const columns = tbl.columnNames.map((name): [string, Column] => [name, tbl.column(name)]);
  const saved: Saved = { version: VERSION, description, failures, sha256: hashOf(sample) };
  atomicWrite(path, arrowBytes(Table.fromColumns([...columns, [EVALUATIONS, evaluations]]), new Map([[KEY, JSON.stringify(saved)]])));
}

/**
 * Reads a sample that {@link savereplicates} has written, the same to the last bit.
 * @param model the model it was drawn from, to make sure that it was, and for the standard errors of the replicates
 */
export function restorereplicates(path: string, model?: LinearMixedModel): MixedModelBootstrap {
  if (model !== undefined) checkModel("restorereplicates", model);
  const { table, metadata } = readArrow(path);
  const text = metadata.get(KEY);
  if (text === undefined) throw new FileError(`replicates are read from a file of savereplicates; '${path}' is an Arrow file of another kind`, path);
  const saved = readSaved(text, path);
  const { description } = saved;
  if (model !== undefined && (model.formula !== description.formula || model.coefnames.join("\n") !== description.coefnames.join("\n"))) {
    throw new OptionError(`replicates belong to the model that they were drawn from; '${path}' has those of '${description.formula}', not of '${model.formula}'`);
  }
  return restored(table, saved, path).drawnFrom(model);
}

function readSaved(text: string, path: string): Saved {
  const saved = ((): Saved => {
    try {
      return JSON.parse(text) as Saved;
    } catch (error) {
      throw damaged(path, error);
    }
  })();
  if (saved?.version !== VERSION) throw new FileError(`this release reads replicates of version ${VERSION}; '${path}' has version ${saved?.version}`, path);
  return saved;
}

function restored(table: Table, { description, failures, sha256 }: Saved, path: string): MixedModelBootstrap {
  const sample = ((): MixedModelBootstrap => {
    try {
      const names = table.columnNames.filter((name) => name !== EVALUATIONS);
      return new MixedModelBootstrap(Table.fromColumns(names.map((name) => [name, table.numeric(name)])), description, Int32Array.from(table.numeric(EVALUATIONS)), failures);
    } catch (error) {
      throw damaged(path, error);
    }
  })();
  if (hashOf(sample) !== sha256) throw damaged(path);
  return sample;
}

function damaged(path: string, cause?: unknown): FileError {
  return new FileError(`a file of replicates is read as it was written; '${path}' has been changed since`, path, { cause });
}

function hashOf({ tbl, description, failures, evaluations }: MixedModelBootstrap): string {
  const hash = createHash("sha256").update(JSON.stringify([tbl.columnNames, description, failures]));
  // Of the many bit patterns of NaN the file keeps one.
  const numbers = (values: Float64Array | Int32Array): void => void hash.update(Float64Array.from(values, (value) => (Number.isNaN(value) ? NaN : value)));
  for (const name of tbl.columnNames) numbers(tbl.numeric(name));
  numbers(evaluations);
  return hash.digest("hex");
}

/**
 * Joins samples of one model, in order. A sample and one that continues its stream give what one run over both would have:
 * `combinereplicates(samp, await parametricbootstrap(rng, 1000, m))`.
 */
export function combinereplicates(...samples: MixedModelBootstrap[]): MixedModelBootstrap {
  const [first, ...others] = samples;
  if (first === undefined) throw new OptionError("combinereplicates needs a sample or more; got none");
  for (const sample of samples) checkSample("combinereplicates", sample);
  const shape = ({ tbl, coefnames, description }: MixedModelBootstrap): string => JSON.stringify([description.formula, coefnames, tbl.columnNames]);
  const other = others.find((sample) => shape(sample) !== shape(first));
  if (other !== undefined) throw new OptionError(`samples of one model can be combined; these are of '${first.description.formula}' and '${other.description.formula}'`);
  const tbl = Table.fromColumns(first.tbl.columnNames.map((name) => [name, joined(samples.map((sample) => sample.tbl.numeric(name)))] as const));
  let before = 0;
  const failures = samples.flatMap((sample) => {
    const own = sample.failures.map(({ iter, reason }) => ({ iter: iter + before, reason }));
    before += sample.length;
    return own;
  });
  const evaluations = Int32Array.from(joined(samples.map((sample) => sample.evaluations)));
  const { requested: _, ...description } = first.description;
  return new MixedModelBootstrap(tbl, samples.length === 1 ? first.description : description, evaluations, failures)
    .drawnFrom(others.every(({ model }) => model === first.model) ? first.model : undefined);
}

function joined(parts: readonly (Float64Array | Int32Array)[]): Float64Array {
  const result = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
