import { DataError, OptionError } from "../../errors";
import { shownValue } from "../../table/shownValue";
import { Table } from "../../table/table";
import { parameterType } from "./parameterNames";

/** What the pictures need of a likelihood profile, as `profile(m)` makes it. */
export interface ProfileTables {
  /** Computed points: columns par, value and zeta, the signed root of the objective's rise. */
  readonly tbl: Table;
  /** The same curves at many points: columns par, value, zeta. */
  zetatable(options?: { points?: number }): Table;
  /** Columns par, value, density. */
  densities(options?: { points?: number }): Table;
}

/** A curve of one parameter, ascending in x. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** The parameters of a type, "β", "σ", "ρ" or "θ" (or beta, sigma, rho, theta), in the order of the profile. */
export function parametersOfType(where: string, profile: ProfileTables, ptype: string): string[] {
  if (!(profile?.tbl instanceof Table))
    throw new OptionError(`${where} needs a profile made by profile(m); got ${shownValue(profile)}`);
  const type = parameterType(ptype);
  const all = [...new Set(profile.tbl.column("par") as string[])];
  const own = all.filter((name) => name.startsWith(type));
  if (own.length === 0) throw new OptionError(`${where} has no ${type} to draw; the profile is of ${all.join(", ")}`);
  return own;
}

/** The rows of a parameter with finite numbers in both columns. */
export function curveOf(table: Table, parameter: string, column: string): Curve {
  const par = table.column("par") as string[];
  const [values, heights] = [table.numeric("value"), table.numeric(column)];
  const rows = par.flatMap((name, i) =>
    name === parameter && Number.isFinite(values[i]) && Number.isFinite(heights[i]) ? [i] : [],
  );
  if (rows.length < 2)
    throw new DataError(
      `the profile of ${parameter} has ${rows.length === 0 ? "no points" : "a single point"} to draw`,
    );
  return { x: Float64Array.from(rows, (i) => values[i]), y: Float64Array.from(rows, (i) => heights[i]) };
}

/** Where an ascending curve passes `height`, linear between its points; its end if it stays below or above. */
export function placeAt({ x, y }: Curve, height: number): number {
  const next = y.findIndex((value) => value >= height);
  if (next <= 0) return next === 0 ? x[0] : x[x.length - 1];
  const share = (height - y[next - 1]) / (y[next] - y[next - 1]);
  return x[next - 1] + share * (x[next] - x[next - 1]);
}
