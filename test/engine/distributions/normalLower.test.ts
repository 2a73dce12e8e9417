import { twoSidedP } from "engine/distributions/normal";
import { normalLower } from "engine/distributions/normalLower";

test("is the normal distribution in both tails, by another method", () => {
  for (let z = -37; z <= 8; z += 0.0137) {
    const outside = twoSidedP(z) / 2;
    const right = z < 0 ? outside : 1 - outside;
    // The continued fraction of the other method is good to 1e-13 by itself.
    expect(Math.abs(normalLower(z) / right - 1)).toBeLessThan(3e-13);
  }
  expect([normalLower(0), normalLower(-0.6), normalLower(-3)]).toEqual([
    0.5,
    expect.closeTo(0.2742531177500736, 15),
    expect.closeTo(0.001349898031630095, 17),
  ]);
});
