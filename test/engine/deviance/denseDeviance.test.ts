import { DenseCore, DenseDeviance } from "engine/deviance/denseDeviance";
import type { Deviance } from "engine/deviance/deviance";
import { type ModelFrame, modelFrame } from "engine/formula/frame/modelFrame";
import { evaluate } from "engine/minimizer/derivatives";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { asTable } from "engine/table/asTable";
import { Heap } from "engine/wasm/heap";
import { expectClose } from "../support/expectClose";
import { PlainDeviance } from "../support/plainDeviance";
import { frames, someTheta, testProblem } from "../support/problems";

/** Blocks of 5 × 5 and 3 × 3, and a leading term with more rows than the kernels combine at a time. */
function manyRows(): ModelFrame {
  const rng = new MersenneTwister(31);
  const n = 1300;
  const numbers = (): number[] => Array.from({ length: n }, () => rng.randn());
  const levels = (name: string, count: number): string[] => Array.from({ length: n }, (_, i) => `${name}${i % count}`);
  return modelFrame(
    "y ~ 1 + a + b + c + d + (1 + a + b + c + d | g) + (1 + a + b | h)",
    asTable({
      y: numbers(),
      a: numbers(),
      b: numbers(),
      c: numbers(),
      d: numbers(),
      g: levels("g", 130),
      h: levels("h", 17),
    }),
  );
}

const problems: typeof frames = { ...frames, "many rows": manyRows };

const cases = Object.keys(problems).flatMap(
  (name) =>
    [
      [name, "ML"],
      [name, "REML"],
    ] as const,
);

/** The derivative in Σ and the rest of what an evaluation leaves behind. */
function results(deviance: Deviance): Float64Array[] {
  const { traces, squares, levelTraces, fixedFactor, e, beta } = deviance;
  return [...traces, ...squares, levelTraces!, fixedFactor, e.subarray(0, levelTraces!.length), beta];
}

describe.each(cases)("%s by %s", (name, criterion) => {
  const { data, problem } = testProblem(problems[name](), criterion === "REML");
  const plain = new PlainDeviance(data.system, data.frame.nobs, criterion === "REML", { levelTraces: true });
  const heap = new Heap();
  const dense = new DenseDeviance(new DenseCore(heap, data.system), data.frame.nobs, criterion === "REML", {
    levelTraces: true,
  });
  heap.seal();
  for (const deviance of [plain, dense]) deviance.statistics.set(problem.deviance.statistics);

  test.each(["regular", "singular", "zero"])("agrees with plain loops where λ is %s", (kind) => {
    const theta = someTheta(problem);
    if (kind === "singular") theta[problem.layout.diagonal().at(-1)!] = 0;
    if (kind === "zero") theta.fill(0);
    const expected = evaluate({ ...problem, deviance: plain }, theta);
    const found = evaluate({ ...problem, deviance: dense }, theta);
    expectClose([found.objective], [expected.objective], { relative: 1e-12 });
    // What cancels to nearly 0 is right to the rounding of what it was made of: the largest number, or the length of y.
    const floor = (values: Float64Array): number =>
      1e-12 * Math.max(Math.sqrt(plain.statistics.at(-1)!), ...values.map(Math.abs));
    results(dense).forEach((values, i) =>
      expectClose(values, results(plain)[i], { relative: 1e-9, absolute: floor(results(plain)[i]) }),
    );
  });

  test("e and its squares follow a factorization without traces", () => {
    const theta = someTheta(problem);
    evaluate({ ...problem, deviance: dense }, theta);
    const [e, squares] = [dense.e.slice(), dense.squares.map((values) => values.slice())];
    problem.layout.fill(
      dense.lambdas,
      theta.map((value) => 2 * value),
    );
    dense.factor(true);
    problem.layout.fill(dense.lambdas, theta);
    dense.factor(false);
    dense.solve(true);
    expect([dense.e, ...dense.squares]).toEqual([e, ...squares]);
  });

  test("without the derivative the objective and β̂ are the same to the last bit", () => {
    const theta = someTheta(problem);
    const { objective } = evaluate({ ...problem, deviance: dense }, theta);
    const beta = dense.beta.slice();
    dense.factor(false);
    expect(dense.solve(false)).toBe(objective);
    expect(dense.beta).toEqual(beta);
  });
});
