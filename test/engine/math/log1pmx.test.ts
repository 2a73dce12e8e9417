import { log1pmx } from "engine/math/log1pmx";
import { stirlingError } from "engine/math/stirlingError";
import { ArgumentStream } from "./argumentStreams";

test("log(1 + x) − x keeps its digits where x is small", () => {
  const stream = new ArgumentStream(7);
  for (let i = 0; i < 2000; i++) {
    const x = stream.between(-0.05, 0.05);
    let series = 0;
    for (let k = 40; k >= 2; k--) series += ((k % 2 === 0 ? -1 : 1) * x ** k) / k;
    expect(Math.abs(log1pmx(x) / series - 1)).toBeLessThan(1e-14);
  }
  for (const x of [-0.9, -0.41, -0.39, 0.39, 0.41, 3])
    expect(Math.abs(log1pmx(x) / (Math.log1p(x) - x) - 1)).toBeLessThan(2e-14);
  expect(log1pmx(0)).toBeCloseTo(0, 300);
});

test("what Stirling's formula lacks makes it the factorial", () => {
  let logFactorial = 0;
  for (let n = 1; n <= 200; n++) {
    const formula = (n - 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI);
    expect(stirlingError(n)).toBeCloseTo(logFactorial - formula, 11);
    logFactorial += Math.log(n);
  }
  // Γ(1/2) = √π.
  expect(stirlingError(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI) + 0.5 - 0.5 * Math.log(2 * Math.PI), 14);
});
