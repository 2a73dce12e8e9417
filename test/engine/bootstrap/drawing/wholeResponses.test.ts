import type { Blueprint } from "engine/bootstrap/drawing/blueprint";
import { DesignRows } from "engine/bootstrap/drawing/designRows";
import type { Resampling } from "engine/bootstrap/drawing/resampling";
import { ResponseRecorder } from "engine/bootstrap/drawing/responseRecorder";
import { WholeResponses } from "engine/bootstrap/drawing/wholeResponses";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { StableRNG } from "engine/random/stableRng";
import { Xoshiro } from "engine/random/xoshiro";
import { Heap } from "engine/wasm/heap";
import { designs, planOf } from "../../support/designs";
import { plainRecord, plainResponse } from "../../support/plainResponses";

const COUNT = 4;

const ways: { readonly [way: string]: (plan: Blueprint) => Resampling | undefined } = {
  simulated: () => undefined,
  residual: (plan) => ({ kind: "residual", residuals: numbers(plan.n), effects: effectsOf(plan) }),
  conditional: (plan) => ({ kind: "conditional", effects: effectsOf(plan) }),
  "wild, Mammen": (plan) => wild(plan, "mammen"),
  "wild, Rademacher": (plan) => wild(plan, "rademacher"),
};

function numbers(length: number): Float64Array {
  const rng = new MersenneTwister(length);
  return Float64Array.from({ length }, () => rng.randn());
}

function effectsOf({ terms }: Blueprint): Float64Array[] {
  return terms.map(({ levels, columns }) => numbers(levels * columns.length));
}

function wild({ n, terms: [{ refs, levels }] }: Blueprint, weights: "mammen" | "rademacher"): Resampling {
  return { kind: "wild", residuals: numbers(n), refs, levels, weights };
}

describe.each(designs)("%s", (_, design) => {
  test.each(Object.entries(ways))("%s: responses and records have the bits of the plain ones", (__, way) => {
    const plain = planOf(design(), "responses");
    const resampling = way(plain);
    const plan = resampling === undefined ? plain : { ...plain, resampling };
    for (const stream of [new MersenneTwister(3), new Xoshiro(3), new StableRNG(3)]) {
      const heap = new Heap();
      const rows = new DesignRows(heap);
      const responses = new WholeResponses(plan, heap, rows);
      const recorder = new ResponseRecorder(plan, heap, rows, responses.y);
      const record = heap.float64(recorder.length);
      heap.seal();
      responses.stream.open(stream.state());
      for (let r = 0; r < COUNT; r++) {
        const y = plainResponse(plan, stream);
        responses.next();
        expect(responses.y.array).toEqual(y);
        recorder.write(record.address);
        expect(record.array).toEqual(plainRecord(plan, y));
      }
      expect(responses.stream.state()).toEqual(stream.state());
      heap.release();
    }
  });
});
