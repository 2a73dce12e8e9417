import type { CoreSystem } from "../../matrices/coreSystem";
import type { DrawStep } from "../../random/drawStep";
import type { Blueprint } from "./blueprint";
import { contrastsOf, residualDimension } from "./contrasts";
import { type CoreFactor, coreFactor } from "./coreFactor";

/** What a replicate of a blueprint takes from its stream. @param factor that of the core, if it is known already */
export function drawSequence(plan: Blueprint, factor?: CoreFactor): DrawStep[] {
  if (plan.resampling !== undefined) return wholeResponseSequence(plan);
  if (plan.draws === "statistics") return statisticsSequence(plan.system, plan.n, factor ?? coreFactor(plan.system));
  return [{ kind: "normals", count: plan.n }, ...effectsOf(plan)];
}

/** What a response takes that is simulated with its errors as one array, or resampled as the plan says. */
export function wholeResponseSequence(plan: Blueprint): DrawStep[] {
  const { n, terms, resampling } = plan;
  switch (resampling?.kind) {
    case "residual":
      return [{ kind: "uniforms", count: terms.reduce((sum, { levels }) => sum + levels, n) }];
    case "wild":
      return [{ kind: "uniforms", count: resampling.levels }];
    case "conditional":
      return [{ kind: "array", count: n }];
    default:
      return [{ kind: "array", count: n }, ...effectsOf(plan)];
  }
}

function effectsOf({ terms }: Blueprint): DrawStep[] {
  return terms.map(({ levels, columns }) => ({ kind: "array", count: levels * columns.length }));
}

/** As engine/kernels/drawing/statisticsDraws.ts draws: normals of the core, then the scatters, then the rest of yᵀy. */
function statisticsSequence(system: CoreSystem, n: number, factor: CoreFactor): DrawStep[] {
  const { q1, d2, terms } = system;
  return [
    { kind: "normals", count: q1 + factor.rest.rank + q1 + d2 },
    ...terms.flatMap(contrastsOf).flatMap(({ degrees, root: { rank } }) => scatterSequence(degrees, rank)),
    { kind: "χ²", count: residualDimension(system, factor, n) },
  ];
}

/** Bartlett's lower triangle, row by row, as engine/kernels/drawing/wishart.ts draws it. */
function scatterSequence(degrees: number, rank: number): DrawStep[] {
  const columns = Math.min(rank, degrees);
  return Array.from({ length: rank }, (_, i): DrawStep[] => [
    { kind: "normals", count: Math.min(i, columns) },
    ...(i < columns ? [{ kind: "χ²" as const, count: degrees - i }] : []),
  ]).flat();
}
