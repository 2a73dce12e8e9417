/** Whether any value is NaN. */
export function hasNaN(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

/** The values that are no NaN: the same array, not a copy, where none is. */
export function withoutNaN(values: Float64Array): Float64Array {
  return hasNaN(values) ? values.filter((value) => !Number.isNaN(value)) : values;
}
