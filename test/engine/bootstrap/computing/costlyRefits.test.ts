import { measuredBlueprint } from "engine/bootstrap/computing/measuredBlueprint";
import { Refitter } from "engine/bootstrap/computing/refitter";
import type { Replicates } from "engine/bootstrap/computing/replicator";
import type { Blueprint } from "engine/bootstrap/drawing/blueprint";
import { blueprint } from "engine/bootstrap/drawing/blueprint";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { combinereplicates } from "engine/bootstrap/sample/savedReplicates";
import { isCostly, suitsSparse } from "engine/deviance/evaluationCost";
import { statisticsLength } from "engine/matrices/responseStatistics";
import { fit } from "engine/model/fit";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { bits } from "../../support/bits";
import { crossedTable } from "../../support/crossedTable";
import { expectClose } from "../../support/expectClose";

const table = crossedTable(
  3000,
  [
    { levels: 300, sd: 0.3 },
    { levels: 180, sd: 0.5 },
    { levels: 9, sd: 0.06 },
  ],
  8,
);
const formula = "y ~ 1 + x + (1 | g1) + (1 | g2) + (1 | g3)";

function refits(plan: Blueprint, counts: readonly number[], seed = 5): Replicates[] {
  const refitter = new Refitter(plan, Math.max(...counts));
  refitter.open(new MersenneTwister(seed).state());
  let first = 1;
  const all = counts.map((count) => {
    refitter.draw(count);
    const replicates = refitter.refit(first, count);
    first += count;
    return replicates;
  });
  refitter.release();
  return all;
}

/** Column `c` of the sample: objective, β, σ, …, θ last. */
const column = ({ columns, count }: Replicates, c: number): Float64Array =>
  columns.subarray(c * count, (c + 1) * count);

describe.each([false, true])("modelled derivatives, REML %s", (REML) => {
  const plan = blueprint(fit(formula, table, { REML }), {});
  const measured = measuredBlueprint(plan, true);
  const count = 60;

  test("the evaluation is by sparse rows, and measured only when costly", () => {
    expect(suitsSparse(plan.system)).toBe(true);
    expect(measuredBlueprint(plan).traces).toBeUndefined();
    expect(measured.traces).toBeDefined();
  });

  test("every replicate is at the optimum that the exact derivative finds, singular ones too", () => {
    const [exact] = refits(plan, [count]);
    const [modelled] = refits(measured, [count]);
    expect(modelled.failures).toEqual([]);
    expectClose(column(modelled, 0), column(exact, 0), { absolute: 1e-6 });
    const parameters = exact.columns.length / count;
    for (let c = 1; c < parameters; c++) expectClose(column(modelled, c), column(exact, c), { absolute: 2e-4 });
    const smallest = column(exact, parameters - 1);
    expect(smallest.filter((theta) => theta === 0).length).toBeGreaterThan(3);
    expect(smallest.filter((theta) => theta > 0).length).toBeGreaterThan(3);
    expect(column(modelled, parameters - 1).map((theta) => (theta === 0 ? 1 : 0))).toEqual(
      smallest.map((theta) => (theta === 0 ? 1 : 0)),
    );
  });

  test("a replicate does not depend on those before it", () => {
    const [whole] = refits(measured, [12]);
    const parts = refits(measured, [1, 4, 2, 5]);
    for (let c = 0; c < whole.columns.length / 12; c++) {
      expect(parts.flatMap((part) => [...column(part, c)])).toEqual([...column(whole, c)]);
    }
  });

  test("a model that does not keep its promise is found out", () => {
    const { traces } = measured;
    const wrong = traces!.logs.coefficients.map((c, t) =>
      c.map((value, k) => (k === 0 ? value : (t === 1 ? 2 : 0.3) * value + (t === 0 && k < 4 ? 0.05 : 0))),
    );
    const misled = { ...measured, traces: { ...traces!, logs: { ...traces!.logs, coefficients: wrong } } };
    const [exact] = refits(plan, [30]);
    const [modelled] = refits(misled, [30]);
    expectClose(column(modelled, 0), column(exact, 0), { absolute: 1e-5 });
    expect(Math.max(...modelled.evaluations)).toBeGreaterThan(Math.max(...refits(measured, [30])[0].evaluations));
  });
});

test("a bootstrap of a costly model gives the same bits and stream for any number of workers", async () => {
  const model = fit(
    "y ~ 1 + (1 | g1) + (1 | g2)",
    crossedTable(
      5000,
      [
        { levels: 900, sd: 0.4 },
        { levels: 640, sd: 0.5 },
      ],
      3,
    ),
  );
  const { system } = model.data;
  expect(suitsSparse(system) && isCostly(system)).toBe(true);
  expect(statisticsLength(system)).toBeLessThan(2000);
  const runs = [];
  for (const workers of [1, 2, 3]) {
    const rng = new MersenneTwister(12);
    const sample = await parametricbootstrap(rng, 24, model, { workers, progress: false });
    expect(sample.length).toBe(24);
    runs.push({ columns: sample.tbl.columnNames.map((name) => [...sample.tbl.numeric(name)]), state: rng.state() });
  }
  expect(runs[1]).toEqual(runs[0]);
  expect(runs[2]).toEqual(runs[0]);
});

test("with dense matrices, where nothing is refined, modelled derivatives lead to the same optima", () => {
  const plan = blueprint(
    fit(
      "y ~ 1 + x + (1 | g1) + (1 | g2)",
      crossedTable(
        400,
        [
          { levels: 40, sd: 0.5 },
          { levels: 25, sd: 0.4 },
        ],
        6,
      ),
    ),
    {},
  );
  expect(suitsSparse(plan.system)).toBe(false);
  const [exact] = refits(plan, [30]);
  const [modelled] = refits(measuredBlueprint(plan, true), [30]);
  expect(modelled.failures).toEqual([]);
  expectClose(column(modelled, 0), column(exact, 0), { absolute: 1e-6 });
  expect([...modelled.columns]).not.toEqual([...exact.columns]);
});

describe("a bootstrap of a costly model in parts", () => {
  const costly = fit(
    "y ~ 1 + x + (1 | g1) + (1 | g2)",
    crossedTable(
      4000,
      [640, 620].map((levels) => ({ levels, sd: 0.6 })),
      3,
    ),
  );
  const run = (rng: MersenneTwister, n: number) => parametricbootstrap(rng, n, costly, { progress: false });

  test.each([[[3, 17]], [[1, 1, 15, 3]], [[16, 4]]])(
    "is the whole run bit for bit, whatever the parts: %p",
    async (counts) => {
      expect(isCostly(blueprint(costly, {}).system)).toBe(true);
      const whole = await run(new MersenneTwister(3), 20);
      const rng = new MersenneTwister(3);
      const parts = [];
      for (const n of counts) parts.push(await run(rng, n));
      expect(bits(combinereplicates(...parts)).equals(bits(whole))).toBe(true);
    },
  );
});
