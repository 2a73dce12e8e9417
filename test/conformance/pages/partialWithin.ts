import { HelmertCoding } from "engine/formula/coding/contrasts";
import { create_re } from "engine/inference/planning/createRe";
import { createθ } from "engine/inference/planning/createTheta";
import { simdat_crossed } from "engine/inference/planning/simdatCrossed";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { StableRNG } from "engine/random/stableRng";
import { withoutOptimum } from "../doubt";
import type { PageCheck } from "../pageCheck";

export function redo(check: PageCheck): void {
  const rng = check.edition === undefined ? new MersenneTwister(42) : new StableRNG(42);
  const design = simdat_crossed(rng, 40, 3, {
    item_btwn: { frequency: ["high", "medium", "low"] },
  });
  check.table(2, design);
  const contrasts = { frequency: HelmertCoding({ base: "high" }) };
  const m0 = fit("dv ~ 1 + frequency + (1 + frequency | subj)", design, { contrasts });
  const doubt = withoutOptimum(m0);
  check.model(4, m0, { doubt });
  const corrmat = [
    [1, 0.1, -0.2],
    [0.1, 1, 0.1],
    [-0.2, 0.1, 1],
  ];
  const effects = create_re(1.2, 1.5, 1.5, corrmat);
  check.rows(5, [
    [3, 3, undefined, undefined],
    ...[0, 1, 2].map((i) => [0, 1, 2].map((j) => effects.lambda[3 * i + j])),
  ]);
  const θ = createθ(m0, { subj: effects });
  check.rows(6, [[6, undefined], ...Array.from(θ, (value) => [value])]);
  check.leave("simulated by the default generator, without a seed", 8, 11, 13);
}
