import { FileError, OptionError } from "../../errors";
import { familyNames } from "../../family/familyOf";
import { checkMixedModel } from "../../model/checkModel";
import { LinearMixedModel } from "../../model/linearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { fingerprintFields, versionsFields } from "../../model/saved/savedModelFields";
import { arrowBytes } from "../../table/arrow/arrowBytes";
import { parseArrow } from "../../table/arrow/arrowFile";
import type { Column } from "../../table/column";
import {
  checkFields,
  count,
  counts,
  type Fields,
  listOf,
  listsOfCounts,
  nullable,
  number,
  object,
  oneOf,
  optional,
  text,
  texts,
  truth,
} from "../../table/savedFields";
import { isUnchanged, SEAL, seal, UNSEALED } from "../../table/seal";
import { shownValue } from "../../table/shownValue";
import { atomicWrite, readBytes } from "../../table/source/files";
import { Table } from "../../table/table";
import { checkDrawnFrom, originDifference } from "./checkDrawnFrom";
import { checkSample } from "./checkSample";
import type { Failure } from "./failure";
import { MixedModelBootstrap } from "./mixedModelBootstrap";
import { type SampleDescription, sampleLayout } from "./sampleDescription";

const KEY = "mixedmodels.replicates";
const VERSION = 2;
/** Version 1 has no seal: damage within its numbers cannot be told. */
const OLDEST = 1;
const EVALUATIONS = "evaluations";

/** What the fields of a file must be to be restored. */
const FIELDS: Fields = {
  description: object({
    formula: text,
    family: optional(oneOf(...familyNames)),
    coefnames: texts,
    kept: counts,
    terms: listOf(object({ grouping: text, names: texts, blocks: listsOfCounts, levels: optional(count) })),
    seed: optional(text),
    requested: optional(count),
    statistics: optional(listOf(object({ name: text, observed: nullable(number) }))),
    hasFewLevels: optional(truth),
    hasErrors: optional(truth),
    givenParameters: optional(truth),
    method: optional(oneOf("residual", "case", "wild", "conditional")),
    fingerprint: optional(fingerprintFields),
    versions: optional(versionsFields),
  }),
  failures: listOf(object({ iter: count, reason: text })),
};

interface Saved {
  readonly version: number;
  readonly description: SampleDescription;
  readonly failures: readonly Failure[];
}

/** Writes a bootstrap sample to an Apache Arrow file: the columns of its table, and what they mean as metadata. */
export function savereplicates(path: string, sample: MixedModelBootstrap): void {
  checkSample("savereplicates", sample);
  writeSample(path, sample);
}

/** The same with further texts. Nothing is made of the sample where the file cannot be begun. */
export function writeSample(
  path: string,
  sample: MixedModelBootstrap,
  texts: ReadonlyMap<string, string> = new Map(),
): void {
  const { tbl, description, failures, evaluations } = sample;
  const bytes = (): Uint8Array => {
    const columns = tbl.columnNames.map((name): [string, Column] => [name, tbl.column(name)]);
    const saved: Saved = { version: VERSION, description, failures };
    const metadata = new Map([[KEY, JSON.stringify(saved)], ...texts, [SEAL, UNSEALED]]);
    return seal(arrowBytes(Table.fromColumns([...columns, [EVALUATIONS, evaluations]]), metadata));
  };
  const columnBytes = Float64Array.BYTES_PER_ELEMENT * tbl.columnNames.length + Int32Array.BYTES_PER_ELEMENT;
  atomicWrite(path, bytes, columnBytes * sample.length);
}

/**
 * Reads a sample that {@link savereplicates} has written, the same to the last bit.
 * @param model the model it was drawn from, or the same fit of the same data, to make sure that it was, and for the
 * standard errors of the replicates; of a file of an earlier release only the formula can be compared
 * @throws FileError if the file is of another kind or has changed by as much as a bit, which Arrow itself would not
 * notice
 */
export function restorereplicates(path: string, model?: MixedModel): MixedModelBootstrap {
  if (model !== undefined) checkMixedModel("restorereplicates", model);
  const { sample } = readSample(path);
  if (model !== undefined)
    checkDrawnFrom(
      "replicates belong to the model that they were drawn from",
      sample,
      model,
      `the sample in '${path}'`,
    );
  return sample.drawnFrom(model instanceof LinearMixedModel ? model : undefined);
}

/** A column that the file has as int32 is not gone through again. */
function wholeNumbers(values: Column): Int32Array {
  return values instanceof Int32Array ? values : new Int32Array(values as ArrayLike<number>);
}

function parsed(text: string, path: string): Saved {
  try {
    const saved = JSON.parse(text) as Saved | null;
    if (typeof saved === "object" && saved !== null) return saved;
  } catch {}
  throw new FileError(`a file of savereplicates says in JSON what its columns are; '${path}' does not`, path);
}

/** @throws FileError where a description and the columns beside it do not belong together */
function checkConsistent({ description, failures }: Omit<Saved, "version">, table: Table, path: string): void {
  const { coefnames, kept, terms, statistics = [] } = description;
  const indicesSuit =
    kept.every((j) => j < coefnames.length) &&
    terms.every(({ names, blocks }) => blocks.flat().every((effect) => effect < names.length)) &&
    failures.every(({ iter }) => iter >= 1 && iter <= table.numRows);
  const columns = indicesSuit
    ? [...sampleLayout(description).names, ...statistics.map(({ name }) => name), EVALUATIONS]
    : [];
  const missing = columns.find((name) => !table.columnNames.includes(name));
  if (indicesSuit && missing === undefined) return;
  throw new FileError(
    "a file of savereplicates has the columns and rows that it describes; " +
      `'${path}' ${missing === undefined ? "describes others" : `lacks the column '${missing}'`}`,
    path,
  );
}

/** A sample and all texts of its file. */
export function readSample(path: string): {
  readonly sample: MixedModelBootstrap;
  readonly metadata: ReadonlyMap<string, string>;
} {
  const bytes = readBytes(path);
  const unchanged = isUnchanged(bytes);
  if (unchanged === false)
    throw new FileError(
      `a file of replicates is read as it was written; '${path}' has been changed or cut short since`,
      path,
    );
  const { table, metadata } = parseArrow(bytes, path, { shared: true });
  const said = metadata.get(KEY);
  if (said === undefined)
    throw new FileError(
      `replicates are read from a file of savereplicates; '${path}' is an Arrow file of another kind`,
      path,
    );
  const { version, description, failures } = parsed(said, path);
  if (!(Number.isInteger(version) && version >= OLDEST && version <= VERSION))
    throw new FileError(
      `this release reads replicates of versions ${OLDEST} to ${VERSION}; ` +
        `'${path}' has version ${shownValue(version)}`,
      path,
    );
  if (version > OLDEST && unchanged === undefined)
    throw new FileError(`replicates are read as they were written; '${path}' has lost its seal since`, path);
  checkFields({ description, failures }, FIELDS, "savereplicates", path);
  const names = table.columnNames.filter((name) => name !== EVALUATIONS);
  checkConsistent({ description, failures }, table, path);
  const sample = MixedModelBootstrap.create(
    Table.fromColumns(names.map((name) => [name, table.numeric(name)])),
    description,
    wholeNumbers(table.column(EVALUATIONS)),
    failures,
  );
  return { sample, metadata };
}

/**
 * Joins samples of one model, in order. A sample and one that continues its stream give what one run over both would
 * have: `combinereplicates(samp, await parametricbootstrap(rng, 1000, m))`.
 */
export function combinereplicates(...samples: MixedModelBootstrap[]): MixedModelBootstrap {
  const [first, ...others] = samples;
  if (first === undefined) throw new OptionError("combinereplicates needs a sample or more; got none");
  for (const sample of samples) checkSample("combinereplicates", sample);
  for (const other of others) checkCombined(first, other);
  const methods = [...new Set(samples.map(({ description: { method = "parametric" } }) => method))];
  if (methods.length > 1)
    throw new OptionError(`samples of one kind of bootstrap can be combined; these are ${methods.join(" and ")}`);
  const tbl = Table.fromColumns(
    first.tbl.columnNames.map((name) => [name, joined(samples.map((sample) => sample.tbl.numeric(name)))] as const),
  );
  let before = 0;
  const failures = samples.flatMap((sample) => {
    const own = sample.failures.map(({ iter, reason }) => ({ iter: iter + before, reason }));
    before += sample.length;
    return own;
  });
  const evaluations = Int32Array.from(joined(samples.map((sample) => sample.evaluations)));
  const { requested: _, ...own } = first.description;
  const isGiven = samples.some(({ description: { givenParameters } }) => givenParameters);
  const description = isGiven ? { ...own, givenParameters: true as const } : own;
  return MixedModelBootstrap.create(
    tbl,
    samples.length === 1 ? first.description : description,
    evaluations,
    failures,
  ).drawnFrom(others.every(({ model }) => model === first.model) ? first.model : undefined);
}

function checkCombined(first: MixedModelBootstrap, other: MixedModelBootstrap): void {
  const [a, b] = [first.description, other.description];
  const columns = [first, other].map(({ tbl }) => tbl.columnNames);
  const [extra] = columns.flatMap((names, i) => names.filter((name) => !columns[1 - i].includes(name)));
  const difference = originDifference(a, b) ?? (extra === undefined ? undefined : `the column '${extra}'`);
  if (difference === undefined) return;
  throw new OptionError(
    a.formula === b.formula
      ? `samples of one model can be combined; these are of two fits of '${a.formula}' that differ in ${difference}`
      : `samples of one model can be combined; these are of '${a.formula}' and '${b.formula}'`,
  );
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
