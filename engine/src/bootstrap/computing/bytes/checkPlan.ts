import type { ChangeOfBasis, LinearChange } from "../../../deviance/changeOfBasis";
import type { TermDesign } from "../../../matrices/blockProduct";
import type { CoreSystem } from "../../../matrices/coreSystem";
import type { Strata } from "../../../matrices/strata";
import type { TraceMeasurements } from "../../../minimizer/modelled/traceModel";
import type { Blueprint } from "../../drawing/blueprint";
import type { CasePlan } from "../../drawing/casePlan";
import type { GeneralizedDesignPlan } from "../../drawing/generalizedPlan";
import type { PowerPlan } from "../../drawing/powerPlan";
import type { Resampling } from "../../drawing/resampling";
import type { Plan } from "../replicator";
import { mustHold } from "./byteReader";

/** @throws MalformedBytes for a plan whose parts do not fit together: lengths, and indices out of range */
export function checkPlan(plan: Plan): void {
  if (!("kind" in plan)) return checkBlueprint(plan);
  switch (plan.kind) {
    case "pair":
      return checkPair(plan, checkBlueprint);
    case "generalizedPair":
      return checkPair(plan, checkGeneralized);
    case "generalized":
      return checkGeneralized(plan);
    case "generalizedCase":
      checkGeneralized(plan.model);
      checkRefs(plan.refs, plan.model.n, plan.levels);
      return checkLength("nested", plan.nested, plan.model.terms.length);
    case "power":
      return checkPower(plan);
    default:
      return checkCase(plan);
  }
}

/** What a design and its models say is checked by those who make them. */
function checkPower({ n, designs, models, coefficients }: PowerPlan): void {
  mustHold(n > 0 && designs.length > 0 && models.length > 0 && coefficients > 0, "a study has designs and models");
  for (const { contrasts } of designs)
    for (const { levels, names, matrix } of contrasts) checkLength("a coding", matrix, levels.length * names.length);
}

function checkPair<T extends { readonly n: number }>(
  { small, large }: { readonly small: T; readonly large: T },
  check: (plan: T) => void,
): void {
  check(small);
  check(large);
  mustHold(small.n === large.n, `two models of one response have ${small.n} and ${large.n} rows`);
}

interface Design {
  readonly n: number;
  readonly terms: readonly TermDesign[];
  readonly fixed: readonly Float64Array[];
  readonly kept: readonly number[];
  readonly coefficients: number;
  readonly blocks: readonly (readonly (readonly number[])[])[];
  readonly theta: Float64Array;
  readonly change?: ChangeOfBasis | undefined;
}

function checkDesign({ n, terms, fixed, kept, coefficients, blocks, theta, change }: Design): void {
  mustHold(n > 0, "a design has rows");
  checkTerms(terms, n);
  checkColumns(fixed, n);
  checkLength("kept", kept, fixed.length);
  checkRange("kept", kept, coefficients);
  checkLength("blocks", blocks, terms.length);
  let parameters = 0;
  blocks.forEach((own, t) => {
    const members = own.flat();
    checkLength("blocks of a term", members, terms[t].columns.length);
    checkRange("blocks of a term", members, members.length);
    mustHold(new Set(members).size === members.length, "blocks share no column");
    for (const { length } of own) parameters += (length * (length + 1)) / 2;
  });
  checkLength("θ", theta, parameters);
  if (change === undefined) return;
  checkChange(change.fixed, fixed.length);
  checkLength("changes", change.terms, change.terms.length === 0 ? 0 : terms.length);
  change.terms.forEach((own, t) => checkChange(own, terms[t].columns.length));
}

function checkBlueprint(plan: Blueprint): void {
  const { n, terms, fixed, system, strata, beta, sigma, traces, resampling } = plan;
  checkDesign(plan);
  checkSystem(system, terms, fixed.length);
  checkStrata(strata, terms, fixed.length);
  checkLength("β", beta, fixed.length);
  mustHold(sigma > 0 && (plan.fixedSigma ?? 1) > 0, "σ is positive");
  if (traces !== undefined) checkTraces(traces, system);
  if (resampling !== undefined) checkResampling(resampling, terms, n);
}

function checkGeneralized(plan: GeneralizedDesignPlan): void {
  const { n, terms, fixed, w, offset, beta, dispersion, system, working, basis, y } = plan;
  checkDesign(plan);
  checkSystem(system, terms, fixed.length);
  for (const [name, values] of Object.entries({ w, offset, y })) checkLength(name, values, n);
  checkLength("β", beta, fixed.length);
  mustHold(dispersion > 0, "φ is positive");
  checkTerms(working.terms, n);
  checkLength("working terms", working.terms, terms.length);
  working.terms.forEach(({ levels, columns }, t) => {
    mustHold(levels === terms[t].levels, "working terms have the levels of the terms");
    checkLength("columns of a working term", columns, terms[t].columns.length);
  });
  checkColumns(working.fixed, n);
  checkLength("working columns of X", working.fixed, fixed.length);
  checkColumns(basis, n);
  mustHold(basis.length <= fixed.length, "a basis of X has no more columns than X");
}

function checkCase(plan: CasePlan): void {
  const { y, weights, refs, levels } = plan;
  checkDesign({ ...plan, n: y.length });
  if (weights !== undefined) checkLength("weights", weights, y.length);
  checkRefs(refs, y.length, levels);
}

function checkTerms(terms: readonly TermDesign[], n: number): void {
  mustHold(terms.length > 0, "a design has random-effects terms");
  for (const { refs, levels, columns } of terms) {
    checkRefs(refs, n, levels);
    mustHold(columns.length > 0, "a term has columns");
    checkColumns(columns, n);
  }
}

function checkColumns(columns: readonly Float64Array[], n: number): void {
  for (const column of columns) checkLength("a column", column, n);
}

function checkRefs(refs: Int32Array, n: number, levels: number): void {
  checkLength("the levels of the rows", refs, n);
  checkRange("the levels of the rows", refs, levels);
}

function checkChange(change: LinearChange | undefined, size: number): void {
  if (change === undefined) return;
  mustHold(change.size === size, `a change of ${size} columns has the size ${change.size}`);
  checkLength("a change of columns", change.forward, size * size);
  checkLength("a change of columns", change.inverse, size * size);
}

function checkSystem(system: CoreSystem, designs: readonly TermDesign[], p: number): void {
  const { terms, lead, rest, q1, d2 } = system;
  checkLength("terms of the system", terms, designs.length);
  mustHold(system.p === p, `a system of ${p} columns of X has ${system.p}`);
  const order = [lead, ...rest];
  checkRange("terms of the system", order, terms.length);
  mustHold(order.length === terms.length && new Set(order).size === order.length, "every term has a place");
  let offset = 0;
  let scatterOffset = 0;
  const coreSize: number[] = [];
  terms.forEach((term, t) => {
    const { size, levels, classes, groups } = term;
    mustHold(size === designs[t].columns.length && levels === designs[t].levels, "the system is that of the terms");
    mustHold(term.offset === offset && term.scatterOffset === scatterOffset, "terms follow one another");
    checkLength("classes", term.classOf, levels);
    checkRange("classes", term.classOf, classes);
    checkLength("sizes of classes", term.classSize, classes);
    checkLength("distinct blocks of classes", term.groupOf, classes);
    checkRange("distinct blocks of classes", term.groupOf, groups);
    checkLength("distinct blocks", term.blocks, groups * size * size);
    checkLength("classes of blocks", term.classesIn, groups);
    checkLength("contrasts of blocks", term.contrastsIn, groups);
    coreSize.push(classes * size);
    offset += levels * size;
    scatterOffset += groups * size * size;
  });
  mustHold(system.scatterLength === scatterOffset, "scatters follow one another");
  let column = 0;
  for (const t of order) {
    mustHold(terms[t].coreOffset === column, "terms of the core follow one another");
    column += coreSize[t];
  }
  mustHold(q1 === coreSize[lead] && q1 + d2 === column, "the core holds the terms");
  const entries = checkRows(system.leadStart, terms[lead].classes, system.leadColumn, d2 + p);
  checkLength("products of the leading term", system.leadValues, entries * terms[lead].size);
  checkLength("products", system.restValues, checkRows(system.restStart, d2, system.restColumn, d2));
  checkLength("products with X", system.restFixed, d2 * p);
  checkLength("products of X", system.fixedProducts, p * p);
}

/** Sparse rows: ascending starts and columns in range. Returns the number of entries. */
function checkRows(start: Int32Array, rows: number, columns: Int32Array, width: number): number {
  checkLength("starts of rows", start, rows + 1);
  mustHold(start[0] === 0, "rows begin at 0");
  for (let i = 0; i < rows; i++) {
    mustHold(start[i] <= start[i + 1], "rows follow one another");
    for (let k = start[i] + 1; k < start[i + 1]; k++) mustHold(columns[k - 1] < columns[k], "columns of a row ascend");
  }
  checkLength("columns of rows", columns, start[rows]);
  checkRange("columns of rows", columns, width);
  return columns.length;
}

function checkStrata({ terms, mean }: Strata, designs: readonly TermDesign[], p: number): void {
  checkLength("strata", terms, designs.length);
  checkRange("columns of the mean", mean, p);
  terms.forEach(({ levels, parents, inMean }, t) => {
    const { columns } = designs[t];
    mustHold(levels === designs[t].levels, "strata have the levels of the terms");
    checkLength("columns in the mean", inMean, inMean.length === 0 ? 0 : columns.length);
    mustHold(
      inMean.every((column) => column >= -1 && column < mean.length),
      "columns in the mean are among its own",
    );
    for (const parent of parents) {
      checkRange("outer terms", [parent.term], terms.length);
      const outer = designs[parent.term];
      checkLength("columns of an outer term", parent.columns, columns.length);
      checkRange("columns of an outer term", parent.columns, outer.columns.length);
      checkLength("shares", parent.shares, parent.shares.length === 0 ? 0 : outer.levels);
    }
  });
}

function checkTraces({ own, whole, counts, logs, levelShares }: TraceMeasurements, system: CoreSystem): void {
  const { length } = system.terms;
  for (const values of [own, whole, counts]) checkLength("traces", values, length);
  checkLength("nodes", logs.nodes, length);
  checkLength("functions of traces", logs.coefficients, length);
  for (const index of logs.indices) {
    checkLength("a power", index, length);
    index.forEach((power, t) => checkRange("powers", [power], logs.nodes[t].length));
  }
  for (const values of logs.coefficients) checkLength("coefficients", values, logs.indices.length);
  checkLength("shares of levels", levelShares, levelShares.length === 0 ? 0 : system.q1 + system.d2);
}

function checkResampling(resampling: Resampling, terms: readonly TermDesign[], n: number): void {
  if (resampling.kind !== "conditional") checkLength("residuals", resampling.residuals, n);
  if (resampling.kind === "wild") return checkRefs(resampling.refs, n, resampling.levels);
  checkLength("effects", resampling.effects, terms.length);
  resampling.effects.forEach((own, t) =>
    checkLength("effects of a term", own, terms[t].levels * terms[t].columns.length),
  );
}

function checkLength(what: string, values: { readonly length: number }, length: number): void {
  mustHold(values.length === length, `${what} must be ${length}; there are ${values.length}`);
}

function checkRange(what: string, values: readonly number[] | Int32Array, end: number): void {
  for (let i = 0; i < values.length; i++)
    if (!(values[i] >= 0 && values[i] < end)) mustHold(false, `${what} are below ${end}; one is ${values[i]}`);
}
