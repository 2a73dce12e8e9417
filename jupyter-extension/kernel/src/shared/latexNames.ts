import type { Completion } from "./compiler/completion";

/** LaTeX's names of letters and signs, as Julia's and IPython's prompts take them. */
const SYMBOLS: ReadonlyMap<string, string> = new Map(
  [
    "alpha:α beta:β gamma:γ delta:δ epsilon:ϵ varepsilon:ε zeta:ζ eta:η theta:θ vartheta:ϑ iota:ι kappa:κ",
    "lambda:λ mu:μ nu:ν xi:ξ omicron:ο pi:π rho:ρ varrho:ϱ sigma:σ varsigma:ς tau:τ upsilon:υ phi:ϕ varphi:φ",
    "chi:χ psi:ψ omega:ω Gamma:Γ Delta:Δ Theta:Θ Lambda:Λ Xi:Ξ Pi:Π Sigma:Σ Upsilon:Υ Phi:Φ Psi:Ψ Omega:Ω",
    "ell:ℓ hbar:ħ nabla:∇ partial:∂ infty:∞ pm:± times:× cdot:⋅ le:≤ leq:≤ ge:≥ geq:≥ ne:≠ neq:≠ approx:≈ in:∈",
    "notin:∉ sqrt:√ sum:∑ prod:∏ int:∫ to:→ rightarrow:→ leftarrow:← degree:°",
  ]
    .flatMap((line) => line.split(" "))
    .map((pair) => pair.split(":") as [string, string]),
);

const NAMES: ReadonlyMap<string, string> = new Map([...SYMBOLS].map(([name, symbol]) => [symbol, name]));

/** A name with its Greek letters in words: "sigma1" of σ1. */
export function inLetters(name: string): string {
  return Array.from(name, (letter) => NAMES.get(letter) ?? letter).join("");
}

const WRITTEN = /\\([A-Za-z]+)(\d*)$/;
/** A letter with what stands below or above it, or that alone. */
const RAISED = /\\([A-Za-z]*)([_^])(\d+)$/;
const BELOW = "₀₁₂₃₄₅₆₇₈₉";
const ABOVE = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * `\sigma` → σ, `\beta1` → β1; of an unfinished name those that begin so. `\beta_1` is β1, as results name it, or in
 * texts β₁, which names of JavaScript cannot hold. Undefined where there is no such name.
 */
export function completeSymbol(source: string, offset: number): Completion | undefined {
  const raised = completeRaised(source.slice(0, offset));
  if (raised !== undefined) return raised;
  const [whole, name, digits] = WRITTEN.exec(source.slice(0, offset)) ?? [];
  if (whole === undefined || name === undefined) return undefined;
  const symbol = SYMBOLS.get(name);
  const begun = [...SYMBOLS.keys()].filter((one) => one.startsWith(name)).map((one) => `\\${one}`);
  const names = symbol !== undefined ? [symbol + digits] : digits === "" ? begun : [];
  return names.length === 0 ? undefined : { names, start: offset - whole.length, end: offset };
}

function completeRaised(written: string): Completion | undefined {
  const [whole, name, sign, digits] = RAISED.exec(written) ?? [];
  if (whole === undefined || name === undefined || digits === undefined) return undefined;
  const symbol = name === "" ? "" : SYMBOLS.get(name);
  if (symbol === undefined) return undefined;
  const small = digits.replace(/\d/g, (digit) => (sign === "_" ? BELOW : ABOVE)[Number(digit)]!);
  const names = sign === "_" && symbol !== "" ? [symbol + digits, symbol + small] : [symbol + small];
  return { names, start: written.length - whole.length, end: written.length };
}
