/** A partition of 0…count−1 into classes of equal things. */
export interface EqualRows {
  /** Class of each thing, numbered in the order of their first members. */
  readonly classOf: Int32Array;
  /** First member of each class. */
  readonly first: Int32Array;
}

const words = new Int32Array(2);
const double = new Float64Array(words.buffer);

/** A key that is so near to the edge of those that are rounded like it belongs to the next one as well. */
const EDGE = 2 ** -44;

/**
 * Groups what has equal keys (to 36 bits, so that sums in another order still match) and is the same.
 * @param keys one number for each thing, the same for equal things but for rounding
 * @param same decides for two things with the same rounded key
 */
export function equalRows(keys: Float64Array, same: (a: number, b: number) => boolean): EqualRows {
  const classOf = new Int32Array(keys.length);
  const first = new Int32Array(keys.length);
  const slots = 2 ** Math.ceil(Math.log2(2 * keys.length + 1));
  const table = new Int32Array(slots).fill(-1);
  let classes = 0;
  /** The slot of the class of thing i among those with a rounded key, or a free one. */
  const slotOf = (i: number, key: number): number => {
    double[0] = key;
    let slot = (Math.imul(words[0] ^ Math.imul(words[1], 0x9e3779b1), 0x85ebca6b) >>> 7) & (slots - 1);
    while (table[slot] >= 0 && !(rounded(keys[first[table[slot]]]) === key && same(first[table[slot]], i)))
      slot = (slot + 1) & (slots - 1);
    return slot;
  };
  for (let i = 0; i < keys.length; i++) {
    const key = rounded(keys[i]);
    let slot = slotOf(i, key);
    for (let side = -1; side <= 1 && table[slot] < 0; side += 2) {
      const near = rounded(keys[i] * (1 + side * EDGE));
      const other = near === key ? slot : slotOf(i, near);
      if (table[other] >= 0) slot = other;
    }
    if (table[slot] < 0) {
      table[slot] = classes;
      first[classes++] = i;
    }
    classOf[i] = table[slot];
  }
  return { classOf, first: first.slice(0, classes) };
}

/** The number without its last bits (Dekker's splitting); −0 becomes 0. */
function rounded(value: number): number {
  const shifted = value * 131073;
  return shifted - (shifted - value) + 0;
}
