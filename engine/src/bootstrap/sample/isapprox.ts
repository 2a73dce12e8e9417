import { OptionError } from "../../errors";
import { isNumericArray } from "../../table/column";
import { shownValue } from "../../table/shownValue";
import type { Table } from "../../table/table";
import { MixedModelBootstrap } from "./mixedModelBootstrap";
import type { SampleDescription } from "./sampleDescription";

/**
 * Julia's `a ≈ b` of numbers: |a − b| ≤ √ε·max(|a|, |b|), so that only exactly 0 is approximately 0. Of bootstrap
 * samples: whether they have the same parameters and as many replicates, and every number is approximately that of the
 * other; what is missing in one is missing in the other.
 * @throws for anything else than two numbers or two samples
 */
export function isapprox(a: number, b: number): boolean;
export function isapprox(a: MixedModelBootstrap, b: MixedModelBootstrap): boolean;
export function isapprox(a: number | MixedModelBootstrap, b: number | MixedModelBootstrap): boolean {
  if (typeof a === "number" && typeof b === "number") return areClose(a, b);
  if (a instanceof MixedModelBootstrap && b instanceof MixedModelBootstrap)
    return haveSameParameters(a.description, b.description) && areTablesClose(a.tbl, b.tbl);
  throw new OptionError(
    `isapprox compares two numbers or two bootstrap samples; got ${shownValue(a)} and ${shownValue(b)}`,
  );
}

function haveSameParameters(a: SampleDescription, b: SampleDescription): boolean {
  return a.fingerprint && b.fingerprint ? a.fingerprint.terms === b.fingerprint.terms : a.formula === b.formula;
}

function areClose(a: number, b: number): boolean {
  return (
    a === b ||
    (Number.isFinite(a) &&
      Number.isFinite(b) &&
      Math.abs(a - b) <= Math.sqrt(Number.EPSILON) * Math.max(Math.abs(a), Math.abs(b)))
  );
}

function areTablesClose(a: Table, b: Table): boolean {
  if (a.numRows !== b.numRows || a.columnNames.join() !== b.columnNames.join()) return false;
  return a.columnNames.every((name) => {
    const [left, right] = [a.column(name), b.column(name)];
    if (!isNumericArray(left) || !isNumericArray(right)) return false;
    return left.every((value, i) => areClose(value, right[i]) || (Number.isNaN(value) && Number.isNaN(right[i])));
  });
}
