import { readFileSync } from "node:fs";
import type { LinearMixedModel } from "../model/linearMixedModel";
import { arrowBytes, flechette } from "../table/arrowBytes";
import { asTable } from "../table/asTable";
import { atomicWrite } from "../table/atomicWrite";
import type { Column } from "../table/column";
import { Table } from "../table/table";
import { MixedModelBootstrap, type SampleDescription } from "./mixedModelBootstrap";
import type { Failure } from "./refitter";

const KEY = "mixedmodels.replicates";
const VERSION = 1;
const EVALUATIONS = "evaluations";

interface Saved {
  readonly version: number;
  readonly description: SampleDescription;
  readonly failures: readonly Failure[];
}

/** Writes a bootstrap sample to an Apache Arrow file: the columns of its table, and what they mean as metadata. */
export function savereplicates(path: string, sample: MixedModelBootstrap): void {
  const { tbl, description, failures, evaluations } = sample;
  const columns = tbl.columnNames.map((name): [string, Column] => [name, tbl.column(name)]);
  const saved: Saved = { version: VERSION, description, failures };
  atomicWrite(path, arrowBytes(Table.fromColumns([...columns, [EVALUATIONS, evaluations]]), new Map([[KEY, JSON.stringify(saved)]])));
}

/**
 * Reads a sample that {@link savereplicates} has written, the same to the last bit.
 * @param model the model it was drawn from, to make sure that it was
 */
export function restorereplicates(path: string, model?: LinearMixedModel): MixedModelBootstrap {
  const arrow = flechette().tableFromIPC(readFileSync(path));
  const text = arrow.schema.metadata?.get(KEY);
  if (text === undefined) throw new TypeError(`replicates are read from a file of savereplicates; '${path}' is an Arrow file of another kind`);
  const { version, description, failures } = JSON.parse(text) as Saved;
  if (version !== VERSION) throw new RangeError(`this release reads replicates of version ${VERSION}; '${path}' has version ${version}`);
  if (model !== undefined && (model.formula !== description.formula || model.coefnames.join("\n") !== description.coefnames.join("\n"))) {
    throw new RangeError(`replicates belong to the model that they were drawn from; '${path}' has those of '${description.formula}', not of '${model.formula}'`);
  }
  const all = asTable(arrow);
  const names = all.columnNames.filter((name) => name !== EVALUATIONS);
  return new MixedModelBootstrap(Table.fromColumns(names.map((name) => [name, all.numeric(name)])), description, Int32Array.from(all.numeric(EVALUATIONS)), failures);
}

/**
 * Joins samples of one model, in order. A sample and one that continues its stream give what one run over both would have:
 * `combinereplicates(samp, await parametricbootstrap(rng, 1000, m))`.
 */
export function combinereplicates(...samples: MixedModelBootstrap[]): MixedModelBootstrap {
  const [first, ...others] = samples;
  if (first === undefined) throw new RangeError("combinereplicates needs a sample or more; got none");
  const shape = ({ tbl, coefnames, description }: MixedModelBootstrap): string => JSON.stringify([description.formula, coefnames, tbl.columnNames]);
  const other = others.find((sample) => shape(sample) !== shape(first));
  if (other !== undefined) throw new RangeError(`samples of one model can be combined; these are of '${first.description.formula}' and '${other.description.formula}'`);
  const tbl = Table.fromColumns(first.tbl.columnNames.map((name) => [name, joined(samples.map((sample) => sample.tbl.numeric(name)))] as const));
  let before = 0;
  const failures = samples.flatMap((sample) => {
    const own = sample.failures.map(({ iter, reason }) => ({ iter: iter + before, reason }));
    before += sample.length;
    return own;
  });
  const evaluations = Int32Array.from(joined(samples.map((sample) => sample.evaluations)));
  return new MixedModelBootstrap(tbl, first.description, evaluations, failures);
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
