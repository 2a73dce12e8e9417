/** A partition of observations (or of finer cells) into cells of equal rows, numbered level by level. */
export interface Cells {
  readonly count: number;
  /** Cell of each member. */
  readonly of: Int32Array;
  /** A member of each cell. */
  readonly example: Int32Array;
  /** Cells `levelStart[l]` … `levelStart[l+1]−1` belong to level l. */
  readonly levelStart: Int32Array;
}

/**
 * Members with the same level and the same values in all columns make a cell; `member` names the rows of the columns.
 */
export function cellsOf(
  levelOf: Int32Array,
  levels: number,
  columns: readonly Float64Array[],
  member?: Int32Array,
): Cells {
  let [of, count] = [levelOf, levels];
  for (const column of columns) ({ of, count } = refine(of, member, column));
  return orderByLevel(of, count, levelOf, levels);
}

/** Every member is a cell of its own. */
export function singleCells(levelOf: Int32Array, levels: number): Cells {
  return orderByLevel(
    levelOf.map((_, i) => i),
    levelOf.length,
    levelOf,
    levels,
  );
}

/** Members of each cell: those of cell c are `members[start[c]]` … `members[start[c+1]−1]`, ascending. */
export function membersOf({ of, count }: Pick<Cells, "of" | "count">): { start: Int32Array; members: Int32Array } {
  const start = new Int32Array(count + 1);
  for (const c of of) start[c + 1]++;
  for (let c = 0; c < count; c++) start[c + 1] += start[c];
  const next = start.slice();
  const members = new Int32Array(of.length);
  of.forEach((c, i) => (members[next[c]++] = i));
  return { start, members };
}

/** Splits the parts of a partition by the values of a column. */
function refine(
  of: Int32Array,
  member: Int32Array | undefined,
  column: Float64Array,
): { of: Int32Array; count: number } {
  const values = new Map<number, number>();
  const indices = of.map((_, i) => numbered(values, column[member ? member[i] : i]));
  const pairs = new Map<number, number>();
  return { of: of.map((part, i) => numbered(pairs, part * values.size + indices[i])), count: pairs.size };
}

function numbered(known: Map<number, number>, key: number): number {
  const number = known.get(key);
  if (number !== undefined) return number;
  known.set(key, known.size);
  return known.size - 1;
}

function orderByLevel(of: Int32Array, count: number, levelOf: Int32Array, levels: number): Cells {
  const found = new Int32Array(count).fill(-1);
  for (let i = of.length - 1; i >= 0; i--) found[of[i]] = i;
  const used = found.filter((i) => i >= 0).sort();
  const levelOfCell = used.map((i) => levelOf[i]);
  const { start, members } = membersOf({ of: levelOfCell, count: levels });
  const rank = new Int32Array(count);
  members.forEach((cell, position) => (rank[of[used[cell]]] = position));
  return {
    count: used.length,
    of: of.map((part) => rank[part]),
    example: members.map((cell) => used[cell]),
    levelStart: start,
  };
}
