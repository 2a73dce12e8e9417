import { CovarianceLayout } from "engine/deviance/covarianceLayout";
import { JointMinimum } from "engine/minimizer/surrogate/jointMinimum";
import { JointStratum, type Member } from "engine/minimizer/surrogate/jointStratum";
import { MersenneTwister } from "engine/random/mersenneTwister";

const SIZE = 5;

/** AAᵀ/S plus a part of the identity, S × S. */
function randomCovariance(rng: MersenneTwister, part: number): Float64Array {
  const a = Float64Array.from({ length: SIZE * SIZE }, () => rng.randn());
  return Float64Array.from({ length: SIZE * SIZE }, (_, at) => {
    const [i, j] = [Math.floor(at / SIZE), at % SIZE];
    let sum = i === j ? part : 0;
    for (let k = 0; k < SIZE; k++) sum += (a[i * SIZE + k] * a[j * SIZE + k]) / SIZE;
    return sum;
  });
}

/** A term without correlations (zerocorr): five blocks in one stratum, with N rows behind it. */
function zerocorr(seed: number, N: number) {
  const rng = new MersenneTwister(seed);
  const layout = new CovarianceLayout([SIZE], [Array.from({ length: SIZE }, (_, c) => [c])]);
  const members = layout.blocks.map(
    ({ size, columns }, block): Member => ({ block, size, columns: Int32Array.from(columns), coefficient: 1 }),
  );
  const stratum = new JointStratum(SIZE, members);
  const joint = new JointMinimum(layout, N);
  const theta = layout.identity().map(() => 0.2 * rng.rand());
  const count = N / 5;
  const trace = randomCovariance(rng, 1);
  const squares = randomCovariance(rng, 0.2);
  stratum.trace.set(trace.map((value) => count * value));
  stratum.squares.set(squares.map((value) => count * value));
  joint.setCurrent(theta);
  expect(stratum.matchTrace(count, joint.current)).toBe(true);
  stratum.matchSquares();
  return { layout, joint, stratum, theta, r2: N * 6 };
}

describe.each([100, 1e4, 1e6, 1e8])("%i rows", (N) => {
  test.each([true, false])("a promise is what the surrogate falls, to rounding; tangent %s", (linear) => {
    for (let seed = 1; seed <= 40; seed++) {
      const { joint, stratum, theta, r2 } = zerocorr(seed, N);
      expect(joint.minimize([stratum], [], theta, r2, 0, linear)).toBe(true);
      const promised = joint.decrement;
      expect(joint.isMinimiser).toBe(true);
      expect(Math.abs(promised + joint.evaluate(joint.theta, false))).toBeLessThan(1e-11 + 1e-14 * N);
      const rounding = 1e-12 + 1e-14 * N;
      expect(promised).toBeGreaterThan(-rounding);
      for (let trial = 0; trial < 20; trial++) {
        const beside = joint.theta.map((value, i) => Math.max(0, value + 1e-3 * Math.sin(seed + 7 * trial + 3 * i)));
        expect(joint.evaluate(beside, false)).toBeGreaterThan(-promised - rounding);
      }
    }
  });
});
