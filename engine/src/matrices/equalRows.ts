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
  const slots = 1 << (32 - Math.clz32(2 * keys.length));
  const table = new Int32Array(slots).fill(-1);
  let classes = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = rounded(keys[i]);
    const slot = slotOf(table, keys, first, i, key, same);
    let own = table[slot];
    if (own < 0) own = besideEdge(table, keys, first, i, key, same);
    if (own < 0) {
      own = table[slot] = classes;
      first[classes++] = i;
    }
    classOf[i] = own;
  }
  return { classOf, first: first.slice(0, classes) };
}

/** The slot of the class of thing i among those with a rounded key, or a free one. */
function slotOf(
  table: Int32Array,
  keys: Float64Array,
  first: Int32Array,
  i: number,
  key: number,
  same: (a: number, b: number) => boolean,
): number {
  const mask = table.length - 1;
  double[0] = key;
  let slot = (Math.imul(words[0] ^ Math.imul(words[1], 0x9e3779b1), 0x85ebca6b) >>> 7) & mask;
  while (table[slot] >= 0 && !(rounded(keys[first[table[slot]]]) === key && same(first[table[slot]], i)))
    slot = (slot + 1) & mask;
  return slot;
}

/** The class of thing i among those beyond the edge that its key is near to, −1 where there is none. */
function besideEdge(
  table: Int32Array,
  keys: Float64Array,
  first: Int32Array,
  i: number,
  key: number,
  same: (a: number, b: number) => boolean,
): number {
  for (let side = -1; side <= 1; side += 2) {
    const near = rounded(keys[i] * (1 + side * EDGE));
    if (near === key) continue;
    const slot = slotOf(table, keys, first, i, near, same);
    if (table[slot] >= 0) return table[slot];
  }
  return -1;
}

/** The number without its last bits (Dekker's splitting); −0 becomes 0. */
function rounded(value: number): number {
  const shifted = value * 131073;
  return shifted - (shifted - value) + 0;
}
