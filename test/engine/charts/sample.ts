import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { withlevels } from "engine/table/withlevels";

const rng = new MersenneTwister(1);

export const COEFNAMES = [
  "(Intercept)",
  "spkr: old",
  "prec: maintain",
  "load: yes",
  "spkr: old & prec: maintain",
  "spkr: old & load: yes",
  "prec: maintain & load: yes",
  "spkr: old & prec: maintain & load: yes",
];

export function normals(n: number, mean: number, sd: number): Float64Array {
  return Float64Array.from({ length: n }, () => mean + sd * rng.randn());
}

/** A bootstrap sample's β in long form, replicate by replicate. */
export function coefficientSample(replicates: number, coefnames: string[] = COEFNAMES) {
  const rows = replicates * coefnames.length;
  const center = (row: number): number => 100 * (coefnames.length - (row % coefnames.length)) - 300;
  const β = asTable({
    iter: Float64Array.from({ length: rows }, (_, row) => 1 + Math.floor(row / coefnames.length)),
    coefname: Array.from({ length: rows }, (_, row) => coefnames[row % coefnames.length]),
    β: normals(rows, 0, 20).map((value, row) => value + center(row)),
  });
  return { β: withlevels(β, "coefname", coefnames), coefnames };
}
