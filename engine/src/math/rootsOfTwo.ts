const BITS = 128n;
const ONE = 1n << BITS;

/** Powers of 2 as sums of two numbers. */
export interface RootsOfTwo {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** 2⁰, 2^(1/n), 2^(2/n) … for n a power of 2, by square roots of whole numbers. */
export function rootsOfTwo(n: number): RootsOfTwo {
  let root = 2n * ONE;
  for (let k = 1; k < n; k *= 2) root = squareRoot(root << BITS);
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  let power = ONE;
  for (let i = 0; i < n; i++) {
    const rounded = Number(power);
    first[i] = rounded / Number(ONE);
    second[i] = Number(power - BigInt(rounded)) / Number(ONE);
    power = (power * root) >> BITS;
  }
  return { first, second };
}

/** ⌊√x⌋ by Newton's method from above. */
function squareRoot(x: bigint): bigint {
  let root = x;
  for (let next = (x + 1n) >> 1n; next < root; next = (root + x / root) >> 1n) root = next;
  return root;
}
