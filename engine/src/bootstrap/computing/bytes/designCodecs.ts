import type { ChangeOfBasis, LinearChange } from "../../../deviance/changeOfBasis";
import type { WorkingDesign } from "../../../deviance/modelData";
import type { TermDesign } from "../../../matrices/blockProduct";
import type { CoreSystem, CoreTerm } from "../../../matrices/coreSystem";
import type { Nesting, Strata, TermStratum } from "../../../matrices/strata";
import { finite, floats, integers, list, optional, record, size } from "./codec";

/** Columns of X, by column. */
export const columns = list(floats);
/** Indices of columns. */
export const indices = list(size);
/** By term, its blocks, each with the columns that it holds. */
export const blocks = list(list(indices));

export const term = record<TermDesign>({ refs: integers, levels: size, columns });
export const terms = list(term);
export const working = record<WorkingDesign>({ terms, fixed: columns });

const linearChange = optional(record<LinearChange>({ size, forward: floats, inverse: floats }));
export const change = record<ChangeOfBasis>({
  fixed: linearChange,
  terms: list(linearChange),
  logDeterminant: finite,
});

const coreTerm = record<CoreTerm>({
  size,
  levels: size,
  classes: size,
  classOf: integers,
  classSize: floats,
  groups: size,
  groupOf: integers,
  blocks: floats,
  classesIn: floats,
  contrastsIn: floats,
  offset: size,
  coreOffset: size,
  scatterOffset: size,
});

export const system = record<CoreSystem>({
  terms: list(coreTerm),
  lead: size,
  rest: indices,
  q1: size,
  d2: size,
  p: size,
  leadStart: integers,
  leadColumn: integers,
  leadValues: floats,
  restStart: integers,
  restColumn: integers,
  restValues: floats,
  restFixed: floats,
  fixedProducts: floats,
  scatterLength: size,
});

const nesting = record<Nesting>({ term: size, columns: integers, shares: floats, meanShare: finite });
const stratum = record<TermStratum>({ levels: size, count: finite, parents: list(nesting), inMean: integers });
export const strata = record<Strata>({ terms: list(stratum), mean: integers });
