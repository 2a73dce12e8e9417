import { simulate } from "engine/bootstrap/drawing/simulate";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { Xoshiro } from "engine/random/xoshiro";
import { asTable } from "engine/table/asTable";
import { doubtfulModel, KINDS } from "../engine/support/doubtfulModels";
import { maximalModel } from "../engine/support/maximalModels";
import { ordinaryModel } from "./ordinaryModels";

const LONGEST = 7_200_000;
/** How many replicates are compared in all, and of one model. */
const REPLICATES = Number(process.env.MIXEDMODELS_REPLICATES ?? 10_000);
const OF_ONE = 20;
const FIRST_SEED = Number(process.env.SEED ?? 1);
/** A replicate above an independent fit of its response by more than this has ended at another minimum. */
const SAME = 1e-6;
/** Replicates search one minimum: how many of a kind may miss the lowest one, by what its data tell. */
const SHARE = { ordinary: 1e-3, maximal: 0.01, few: 0.05 };

interface Case {
  readonly kind: string;
  readonly share: number;
  readonly description: string;
  readonly formula: string;
  readonly table: { readonly [name: string]: Float64Array | string[] };
  readonly options: object;
}

/** Of ten models in turn five are ordinary, one is maximal, and four have little data. */
function caseOf(seed: number): Case {
  if (seed % 10 < 5) return { kind: "ordinary", share: SHARE.ordinary, ...ordinaryModel(seed) };
  if (seed % 10 === 5) return { kind: "maximal", share: SHARE.maximal, ...maximalModel(8 * seed + 1 + (seed % 7)) };
  return { kind: KINDS[seed % KINDS.length], share: SHARE.few, ...doubtfulModel(seed) };
}

interface Tally {
  share: number;
  compared: number;
  readonly above: string[];
  /** The independent fit was the higher one. */
  below: number;
  failed: number;
}

async function compare(of: Case, seed: number, tally: Tally): Promise<void> {
  const { formula, table, options } = of;
  const model = fit(formula, asTable(table), { ...options, workers: 1, progress: false } as object) as LinearMixedModel;
  if (!model.certificate.converged) return;
  const sample = await parametricbootstrap(new Xoshiro(seed), OF_ONE, model, { workers: 1, progress: false });
  const rng = new Xoshiro(seed);
  const objectives = sample.tbl.numeric("obj");
  const failed = new Set(sample.failures.map(({ iter }) => iter));
  for (let k = 0; k < OF_ONE; k++) {
    const y = simulate(rng, model);
    const own = fit(formula, asTable({ ...table, y }), { ...options, workers: 1, progress: false } as object);
    if (failed.has(k + 1)) tally.failed++;
    if (failed.has(k + 1) || !own.certificate.converged) continue;
    tally.compared++;
    const rise = objectives[k] - own.objective;
    if (rise > SAME) tally.above.push(`${of.description}: replicate ${k + 1} of seed ${seed} is ${rise} above`);
    if (rise < -SAME) tally.below++;
  }
}

test(
  `of ${REPLICATES} replicates of every kind of model hardly one is above an independent fit`,
  async () => {
    const tallies = new Map<string, Tally>();
    let compared = 0;
    for (let seed = FIRST_SEED; compared < REPLICATES; seed++) {
      const of = caseOf(seed);
      const tally = tallies.get(of.kind) ?? { share: of.share, compared: 0, above: [], below: 0, failed: 0 };
      tallies.set(of.kind, tally);
      const before = tally.compared;
      await compare(of, seed, tally);
      compared += tally.compared - before;
    }
    const lines = [...tallies].map(
      ([kind, { compared: of, above, below, failed }]) =>
        `${kind}: of ${of} replicates ${above.length} above, ${below} below, ${failed} failed`,
    );
    process.stderr.write(`${lines.join("\n")}\n`);
    const wrong = [...tallies.values()].flatMap(({ above, share, compared: of }) =>
      above.length > share * of + 3 ? above : [],
    );
    expect(wrong).toEqual([]);
  },
  LONGEST,
);
