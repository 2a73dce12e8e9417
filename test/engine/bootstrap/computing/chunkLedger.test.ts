import { ChunkLedger } from "engine/bootstrap/computing/chunkLedger";
import { StableRNG } from "engine/random/stableRng";

const state = (seed: number) => new StableRNG(seed).state();
const three = (): number => 3;

test("chunks may be drawn and done in any order; what is done is what no other precedes", () => {
  const ledger = new ChunkLedger({ first: 5, state: state(5) }, 12);
  const [a, b, c] = [three, three, (left: number) => left].map((size) => ledger.take(size)!);
  expect([a, b, c].map(({ first, count }) => [first, count])).toEqual([
    [5, 3],
    [8, 3],
    [11, 2],
  ]);
  expect(ledger.take(three)).toBeUndefined();
  ledger.drawn(c, state(13));
  ledger.done(c);
  ledger.drawn(a, state(8));
  expect(ledger.position).toEqual({ first: 5, state: state(5) });
  ledger.done(a);
  expect(ledger.position).toEqual({ first: 8, state: state(8) });
  expect([ledger.isDrawn(a), ledger.isDrawn(b), ledger.isDrawn(c)]).toEqual([false, false, true]);
  ledger.drawn(b, state(11));
  expect(ledger.isDone).toBe(false);
  ledger.done(b);
  expect(ledger.position).toEqual({ first: 13, state: state(13) });
  expect(ledger.isDone).toBe(true);
});

test("draws are passed over from the furthest place known, those of lost chunks from the last without a gap", () => {
  const ledger = new ChunkLedger({ first: 1, state: state(1) }, 100);
  expect(ledger.ahead).toBeUndefined();
  const [a, b, c] = [three, three, three].map((size) => ledger.take(size)!);
  expect(ledger.before(c)).toEqual({ first: 1, state: state(1) });
  expect(ledger.ahead).toEqual({ chunk: c, count: 9 });
  ledger.drawn(b, state(7));
  expect(ledger.before(c)).toEqual({ first: 7, state: state(7) });
  expect(ledger.ahead).toEqual({ chunk: c, count: 3 });
  ledger.lose(a);
  expect(ledger.ahead).toBeUndefined();
  expect(ledger.take(three)).toBe(a);
  expect(a.losses).toBe(1);
  expect(ledger.before(a)).toEqual({ first: 1, state: state(1) });
  ledger.drawn(c, state(10));
  expect(ledger.ahead).toBeUndefined();
});
