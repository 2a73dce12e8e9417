import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { confint } from "engine/bootstrap/sample/confint";
import type { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { bootstrap } from "engine/inference/bootstrap";
import { lincom } from "engine/inference/means/lincom";
import { profile } from "engine/inference/profile/profile";
import type { DofMethod } from "engine/inference/smallSample/coeftable";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { MersenneTwister } from "engine/random/mersenneTwister";
import type { Table } from "engine/table/table";

/** Intervals of parameters, by the names of the table of a sample. */
export type Intervals = Map<string, readonly [number, number]>;

/** A fit by maximum likelihood and by REML to the same response, and a seed for what is drawn. */
export interface Fits {
  readonly ml: LinearMixedModel;
  readonly reml: LinearMixedModel;
  readonly seed: number;
}

export interface IntervalKind {
  readonly name: string;
  readonly intervals: (fits: Fits) => Promise<Intervals> | Intervals;
}

const REPLICATES = 499;
/** A case bootstrap fits every replicate from its data. */
const CASES = 199;
const quiet = { progress: false, workers: 1 };

function fromTable(table: Table, names: readonly string[]): Intervals {
  const [lower, upper] = [table.numeric("lower"), table.numeric("upper")];
  return new Map(names.map((name, i) => [name, [lower[i], upper[i]]]));
}

function ofCoefficients(model: LinearMixedModel, dof?: DofMethod): Intervals {
  const p = model.coefnames.length;
  const unit = Object.fromEntries(
    model.coefnames.map((name, j) => [name, Array.from({ length: p }, (_, i) => Number(i === j))]),
  );
  return fromTable(
    lincom(model, unit, dof === undefined ? {} : { dof }),
    model.coefnames.map((_, j) => `β${j + 1}`),
  );
}

function ofSample(sample: MixedModelBootstrap, method: "shortest" | "equaltail"): Intervals {
  const table = confint(sample, { method });
  return fromTable(table, table.column("par") as string[]);
}

const parametric = ({ ml, seed }: Fits): Promise<MixedModelBootstrap> =>
  parametricbootstrap(new MersenneTwister(seed), REPLICATES, ml, quiet);
const resampled =
  (method: "residual" | "case" | "wild", group?: string) =>
  async ({ ml, seed }: Fits): Promise<Intervals> =>
    ofSample(
      await bootstrap(new MersenneTwister(seed), method === "case" ? CASES : REPLICATES, ml, {
        ...quiet,
        method,
        ...(group === undefined ? {} : { group }),
      }),
      "equaltail",
    );

/**
 * The kinds of intervals that a model allows; `group` where the levels to resample must be named, `crossed` where wild
 * weights are not allowed.
 */
export function intervalKinds({ group, crossed = false }: { group?: string; crossed?: boolean } = {}): IntervalKind[] {
  return [
    { name: "Wald", intervals: ({ ml }) => ofCoefficients(ml) },
    { name: "Satterthwaite (REML)", intervals: ({ reml }) => ofCoefficients(reml, "satterthwaite") },
    { name: "Kenward–Roger (REML)", intervals: ({ reml }) => ofCoefficients(reml, "kenward-roger") },
    {
      name: "profile",
      intervals: ({ ml }) => {
        const table = confint(profile(ml, { parameters: ["β", "σ", "σs"], threshold: 2.5 }));
        return fromTable(table, table.column("par") as string[]);
      },
    },
    { name: "parametric, shortest", intervals: async (fits) => ofSample(await parametric(fits), "shortest") },
    { name: "parametric, equal tails", intervals: async (fits) => ofSample(await parametric(fits), "equaltail") },
    { name: "residual, equal tails", intervals: resampled("residual") },
    { name: "case, equal tails", intervals: resampled("case", group) },
    ...(crossed ? [] : [{ name: "wild, equal tails", intervals: resampled("wild") }]),
  ];
}
