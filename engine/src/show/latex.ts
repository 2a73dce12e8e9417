import { singleLine } from "../words/displayWidth";
import type { Report } from "./report";

const ALIGNMENT = { left: "l", right: "r", center: "c" };

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
  ["⋮", "$\\vdots$"],
  ["⋯", "$\\cdots$"],
  ["⋱", "$\\ddots$"],
  ["…", "\\ldots{}"],
  ["ℓ", "$\\ell$"],
]);

/** A report as a LaTeX tabular that needs no packages. */
export function toLaTeX(report: Report): string {
  const lines = ["\\begin{center}"];
  if (report.caption !== undefined) lines.push(`${escapeLaTeX(report.caption)}\\\\`);
  lines.push(`\\begin{tabular}{${report.columns.map((column) => ALIGNMENT[column.align]).join("")}}`, "\\hline");
  lines.push(tableLine(report.columns.map((column) => column.header)), "\\hline");
  for (const row of report.rows) {
    if (row.rule) lines.push("\\hline");
    lines.push(tableLine(report.columns.map((_, j) => row.cells[j] ?? "")));
  }
  lines.push("\\hline", "\\end{tabular}");
  for (const note of report.notes ?? []) lines.push("", escapeLaTeX(note));
  return [...lines, "\\end{center}"].join("\n");
}

/** `text` as LaTeX text; Greek letters and signs become mathematics. */
export function escapeLaTeX(text: string): string {
  return Array.from(singleLine(text).normalize("NFC"), (character) => SYMBOLS.get(character) ?? character).join("");
}

function tableLine(cells: string[]): string {
  return `${cells.map((cell) => escapeLaTeX(cell.replace(/^-(?=[\d.])/, "−"))).join(" & ")} \\\\`;
}
