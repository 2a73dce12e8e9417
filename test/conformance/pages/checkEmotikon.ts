import path from "node:path";
import { HelmertCoding, SeqDiffCoding } from "engine/formula/coding/contrasts";
import { restoreoptsum } from "engine/model/restoreoptsum";
import { describe } from "engine/table/describe";
import type { PageCheck } from "../pageCheck";
import { fggk21 } from "./fggk21Data";

/** What saveoptsum wrote of the model, whose fit took an hour. */
const OPTSUM = path.join(__dirname, "..", "optsums", "fggk21_m1.json");

export function redo(check: PageCheck): void {
  const data = fggk21();
  check.table(2, data);
  // The mean of z-scores is 0 but for rounding.
  check.described(3, describe(data), { texts: false, zero: 1e-11 });
  const formula =
    "zScore ~ 1 + Test * a1 * Sex + (1 + Test + a1 + Sex | School) + (1 + Test | Child) + zerocorr(1 + Test | Cohort)";
  const m = restoreoptsum(OPTSUM, formula, data, { contrasts: { Test: SeqDiffCoding(), Sex: HelmertCoding() } });
  check.model(7, m);
  check.varcorr(8, m);
}
