import { type TermDesign, type BlockRows, blockProduct, crossWithFixed, diagonalBlocks } from "./blockProduct";

/** A partition of a term's levels into classes of twins. */
export interface TwinClasses {
  /** Class of each level. */
  readonly classOf: Int32Array;
  /** Number of levels in each class. */
  readonly sizes: Float64Array;
}

/**
 * Levels of a grouping factor are twins when their diagonal blocks of [Z X]ᵀ[Z X] and all their blocks with the other
 * terms and with X agree (to about 1e-12, so that sums of covariates in another order still match). An orthogonal
 * rotation inside a class then leaves one level that carries the class and contrasts that decouple from everything.
 */
export function twinClasses(terms: readonly TermDesign[], fixed: readonly Float64Array[]): TwinClasses[] {
  return terms.map((term, t) => {
    const own = diagonalBlocks(term);
    const withFixed = crossWithFixed(term, fixed);
    const others = terms.filter((_, u) => u !== t).map((other) => blockProduct(term, other));
    return partition(term.levels, (level) => fingerprint(level, term.columns.length, fixed.length, own, withFixed, others));
  });
}

function partition(levels: number, key: (level: number) => string): TwinClasses {
  const classes = new Map<string, number>();
  const classOf = new Int32Array(levels);
  const sizes: number[] = [];
  for (let level = 0; level < levels; level++) {
    const text = key(level);
    let index = classes.get(text);
    if (index === undefined) {
      index = classes.size;
      classes.set(text, index);
      sizes.push(0);
    }
    classOf[level] = index;
    sizes[index]++;
  }
  return { classOf, sizes: Float64Array.from(sizes) };
}

/** Four 32-bit hashes of the rounded numbers of a level: 128 bits, so that two different levels never meet in practice. */
function fingerprint(level: number, s: number, p: number, own: Float64Array, withFixed: Float64Array, others: readonly BlockRows[]): string {
  const hash = new Hash();
  for (let i = level * s * s; i < (level + 1) * s * s; i++) hash.number(own[i]);
  for (let i = level * s * p; i < (level + 1) * s * p; i++) hash.number(withFixed[i]);
  for (const other of others) {
    const size = other.rows * other.columns;
    hash.integer(other.start[level + 1] - other.start[level]);
    for (let k = other.start[level]; k < other.start[level + 1]; k++) {
      hash.integer(other.level[k]);
      for (let i = k * size; i < (k + 1) * size; i++) hash.number(other.values[i]);
    }
  }
  return hash.text();
}

class Hash {
  private readonly words = new Uint32Array([0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]);
  private static readonly double = new Float64Array(1);
  private static readonly halves = new Uint32Array(Hash.double.buffer);

  integer(value: number): void {
    for (let i = 0; i < 4; i++) {
      const mixed = Math.imul(this.words[i] ^ value, 0x01000193 + 2 * i);
      this.words[i] = mixed ^ (mixed >>> (13 + i));
    }
  }

  /** Hashes a double rounded to 41 significant bits. */
  number(value: number): void {
    const shifted = value * 4097;
    Hash.double[0] = shifted - (shifted - value) + 0;
    this.integer(Hash.halves[0]);
    this.integer(Hash.halves[1]);
  }

  text(): string {
    return this.words.join(",");
  }
}
