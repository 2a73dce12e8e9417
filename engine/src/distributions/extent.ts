/** [least, greatest]; a spread of millions of arguments into Math.min would overflow the stack. */
export function extent(values: Float64Array): [number, number] {
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}
