const LETTERS: { readonly [name: string]: string } = {
  beta: "β",
  sigma: "σ",
  rho: "ρ",
  theta: "θ",
  phi: "φ",
  lambda: "λ",
};

/** The name of a parameter as results have it, for those who have no Greek letters on their keys: "sigma1" is "σ1". */
export function inGreek(name: string): string {
  const [, letter, index] = /^([a-z]+)(\d*)$/.exec(name) ?? [];
  return letter !== undefined && Object.hasOwn(LETTERS, letter) ? `${LETTERS[letter]}${index}` : name;
}
