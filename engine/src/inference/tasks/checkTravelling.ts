import { mustHold } from "../../bootstrap/computing/bytes/byteReader";
import { familyOf } from "../../family/familyOf";
import type { ColumnOrigin, Covariate } from "../../formula/coding/columnOrigin";
import type { TravellingModel } from "./travellingModel";

/** Points of quadrature, as many as a fit may have. */
const MOST_NODES = 100;

/** @throws MalformedBytes for a model whose parts do not fit together: lengths, and indices out of range */
export function checkTravelling({ response, fixed, random, weights, offset, fit }: TravellingModel): void {
  const n = response.values.length;
  mustHold(n > 0 && random.length > 0, "a model has rows and random effects");
  checkColumns(fixed, n);
  for (const [what, values] of Object.entries({ weights, offset })) if (values) checkLength(what, values.length, n);
  mustHold(weights?.every((weight) => weight > 0) ?? true, "weights are positive");
  let parameters = 0;
  for (const term of random) {
    const { refs, levels, blocks, columns } = term;
    mustHold(levels >= 2 && levels <= n && columns.length > 0, "a term has columns, levels, and rows for each of them");
    checkColumns(term, n);
    checkLength("the levels of the rows", refs.length, n);
    const used = new Uint8Array(levels);
    for (const ref of refs) {
      mustHold(ref >= 0 && ref < levels, `the levels of the rows are below ${levels}; one is ${ref}`);
      used[ref] = 1;
    }
    mustHold(!used.includes(0), "every level has rows");
    const members = blocks.flat();
    mustHold(
      members.length === columns.length &&
        new Set(members).size === members.length &&
        Math.max(...members) < members.length,
      "every column of a term is in one block",
    );
    for (const { length } of blocks) parameters += (length * (length + 1)) / 2;
  }
  if (fit.kind === "linear") {
    mustHold((fit.sigma ?? 1) > 0, "σ is positive");
    return checkLength("θ", fit.theta.length, parameters);
  }
  checkLength("y", fit.y.length, n);
  checkLength("w", fit.w.length, n);
  mustHold(
    fit.w.every((weight) => weight > 0),
    "weights are positive",
  );
  const { family } = familyOf(fit.family, fit.link);
  fit.y.forEach((y, row) => {
    const rule = family.responseRule(y, fit.w[row]);
    mustHold(rule === undefined, `${rule}; one is ${y}`);
  });
  mustHold(fit.nAGQ >= 1 && fit.nAGQ <= MOST_NODES, `there are 1 to ${MOST_NODES} points of quadrature`);
  if (fit.start !== undefined) checkLength("θ", fit.start.length, parameters);
}

function checkColumns(
  {
    names,
    columns,
    origins,
  }: {
    readonly names: readonly string[];
    readonly columns: readonly Float64Array[];
    readonly origins?: readonly ColumnOrigin[] | undefined;
  },
  n: number,
): void {
  checkLength("names of columns", names.length, columns.length);
  for (const column of columns) checkLength("a column", column.length, n);
  if (origins === undefined) return;
  checkLength("origins of columns", origins.length, columns.length);
  for (const { coded, covariates } of origins) {
    if (coded !== undefined) checkLength("a coded column", coded.length, n);
    for (const covariate of covariates)
      for (let own: Covariate | undefined = covariate; own !== undefined; own = own.power?.of)
        checkLength("a covariate", own.values.length, n);
  }
}

function checkLength(what: string, found: number, length: number): void {
  mustHold(found === length, `${what} must be ${length}; there are ${found}`);
}
