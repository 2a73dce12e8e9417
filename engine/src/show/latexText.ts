import { singleLine } from "../words/displayWidth";

const GREEK = {
  α: "alpha",
  β: "beta",
  γ: "gamma",
  δ: "delta",
  ε: "varepsilon",
  ζ: "zeta",
  η: "eta",
  θ: "theta",
  ι: "iota",
  κ: "kappa",
  λ: "lambda",
  μ: "mu",
  ν: "nu",
  ξ: "xi",
  π: "pi",
  ρ: "rho",
  σ: "sigma",
  ς: "varsigma",
  τ: "tau",
  υ: "upsilon",
  φ: "varphi",
  χ: "chi",
  ψ: "psi",
  ω: "omega",
  Γ: "Gamma",
  Δ: "Delta",
  Θ: "Theta",
  Λ: "Lambda",
  Ξ: "Xi",
  Π: "Pi",
  Σ: "Sigma",
  Υ: "Upsilon",
  Φ: "Phi",
  Ψ: "Psi",
  Ω: "Omega",
  ϑ: "vartheta",
  ϕ: "phi",
  ϵ: "epsilon",
};

const SYMBOLS = new Map<string, string>([
  ...Object.entries(GREEK).map(([letter, command]): [string, string] => [letter, `$\\${command}$`]),
  ["\\", "\\textbackslash{}"],
  ["{", "\\{"],
  ["}", "\\}"],
  ["$", "\\$"],
  ["&", "\\&"],
  ["#", "\\#"],
  ["%", "\\%"],
  ["_", "\\_"],
  ["^", "\\textasciicircum{}"],
  ["~", "\\textasciitilde{}"],
  ["<", "$<$"],
  [">", "$>$"],
  ["|", "$|$"],
  ["⁻", "$^{-}$"],
  ["¹", "$^1$"],
  ["²", "$^2$"],
  ["³", "$^3$"],
  ["−", "$-$"],
  ["±", "$\\pm$"],
  ["×", "$\\times$"],
  ["·", "$\\cdot$"],
  ["≈", "$\\approx$"],
  ["≤", "$\\le$"],
  ["≥", "$\\ge$"],
  ["∞", "$\\infty$"],
  ["√", "$\\surd$"],
  ["≠", "$\\ne$"],
  ["→", "$\\to$"],
  ["⋮", "$\\vdots$"],
  ["⋯", "$\\cdots$"],
  ["⋱", "$\\ddots$"],
  ["…", "\\ldots{}"],
  ["ℓ", "$\\ell$"],
  ["°", "$^\\circ$"],
  ["µ", "$\\mu$"],
  ['"', "\\symbol{34}"],
]);

/** What LaTeX of 2020 and later prints without a package (its encodings OT1 and TS1). */
const KNOWN = new RegExp(
  "[ -~\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00cf\u00d1-\u00dd\u00df-\u00ef\u00f1-\u00fd\u00ff-\u0103\u0106-\u010f" +
    "\u0112-\u0117\u011a-\u0125\u0128-\u012d\u0130-\u0137\u0139-\u013e\u0141-\u0148\u014c-\u0165" +
    "\u0168-\u0171\u0174-\u017e" +
    "\u2010-\u2015\u2018\u2019\u201c\u201d\u2020-\u2022\u2030\u20ac\u2122]",
);

/** Two characters of which TeX's fonts make one sign: --, '', ``, ,,, ?`, !`; the second needs a brace before it. */
const LIGATURES = new Set(["--", "''", "``", ",,", "?`", "!`"]);

/**
 * What a copy with other characters begins with: XeTeX and LuaTeX print them, pdfTeX does where an encoding of the
 * document (not OT1) knows them, and their numbers where none does.
 */
export const UNICODE_TEXT = [
  "% pdflatex prints letters that its fonts lack as U+6771; lualatex and xelatex print them, where the font has them",
  "\\providecommand{\\unicodetext}[2]{\\ifdefined\\Umathchar#1\\else" +
    "\\ifnum\\pdfstrcmp{\\csname f@encoding\\endcsname}{OT1}=0 #2\\else" +
    "\\ifcsname u8:\\detokenize{#1}\\endcsname#1\\else#2\\fi\\fi\\fi}",
].join("\n");

/**
 * `text` as LaTeX text that compiles and prints its characters wherever it stands, at the start of a table's row too,
 * where `\\` would take [ and * for its own; Greek letters and signs become mathematics, what plain LaTeX does not know
 * an argument of {@link UNICODE_TEXT}.
 */
export function escapeLaTeX(text: string): string {
  let escaped = "";
  let before = "";
  for (const character of singleLine(text).normalize("NFC")) {
    if (escaped === "" && /[[*]/.test(character)) escaped = `{${character}}`;
    else escaped += `${LIGATURES.has(before + character) ? "{}" : ""}${escapedCharacter(character, before)}`;
    before = character;
  }
  return escaped;
}

function escapedCharacter(character: string, before: string): string {
  if (character === " ") return before === "" || before === " " ? "\\ " : " ";
  const known = SYMBOLS.get(character) ?? (KNOWN.test(character) ? character : undefined);
  if (known !== undefined) return known;
  const number = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return `\\unicodetext{${character}}{U+${number}}`;
}
