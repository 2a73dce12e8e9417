import { SaturatedPart } from "engine/bootstrap/computing/saturatedPart";
import { binomialFamily } from "engine/family/binomialFamily";
import { expectClose } from "../../support/expectClose";

test("many numbers of trials have values of their own, each remembered in as much room as it needs", () => {
  const w = Float64Array.from({ length: 200 }, (_, i) => 1 + 30 * i);
  const part = new SaturatedPart(binomialFamily, w);
  for (const shift of [0, 1, 0]) {
    const y = w.map((trials, i) => Math.min(trials, (i % 7) * 20 + shift) / trials);
    const expected = y.reduce((sum, value, i) => sum + binomialFamily.minusTwoLogDensity(value, w[i], value, 1), 0);
    expectClose([part.at(y)], [expected], { relative: 1e-14 });
  }
  const { known } = part as unknown as { known: Float64Array };
  expect(known.length).toBe(w.reduce((sum, trials) => sum + Math.min(4096, trials + 1), 0));
});
