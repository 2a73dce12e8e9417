/** x to the power n = 0, 1, 2 … by multiplications, whose bits do not depend on the host. */
export function wholePower(x: number, n: number): number {
  let result = 1;
  for (let i = 0; i < n; i++) result *= x;
  return result;
}
