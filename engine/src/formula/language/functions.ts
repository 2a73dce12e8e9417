/** The functions of one column that a formula may call, named as in Julia and R. */
export const functions: ReadonlyMap<string, (x: number) => number> = new Map([
  ["log", Math.log],
  ["log2", Math.log2],
  ["log10", Math.log10],
  ["log1p", Math.log1p],
  ["exp", Math.exp],
  ["expm1", Math.expm1],
  ["sqrt", Math.sqrt],
  ["cbrt", Math.cbrt],
  ["abs", Math.abs],
  ["abs2", (x: number): number => x * x],
  ["inv", (x: number): number => 1 / x],
  ["sin", Math.sin],
  ["cos", Math.cos],
  ["tan", Math.tan],
  ["sign", Math.sign],
  ["floor", Math.floor],
  ["ceil", Math.ceil],
  ["round", roundHalfToEven],
]);

/** As `round` of Julia and R does. */
function roundHalfToEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
