import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const ENGINES = { pdflatex: ["-interaction=nonstopmode", "-halt-on-error"], tectonic: ["--outdir", "."] } as const;

function runs(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
}

/** The first program that is there and makes a PDF of LaTeX. */
export const latexEngine = (Object.keys(ENGINES) as (keyof typeof ENGINES)[]).find(runs);

/** Whether texts can be read out of PDFs (poppler). */
export const readsPDF = runs("pdftotext") || spawnSync("pdftotext", ["-v"], { stdio: "ignore" }).status === 0;

/**
 * Compiles an article with this body.
 * @returns the first error, and the text of its pages where a program is there that reads PDFs
 */
export function compileLaTeX(body: string, preamble = ""): { error: string | undefined; text: string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), "mixedmodels-latex-"));
  try {
    const article = `\\documentclass{article}\n${preamble}\n\\begin{document}\n${body}\n\\end{document}\n`;
    writeFileSync(path.join(folder, "copy.tex"), article);
    const { status, stdout } = spawnSync(latexEngine!, [...ENGINES[latexEngine!], "copy.tex"], {
      cwd: folder,
      encoding: "latin1",
      timeout: 300_000,
    });
    if (status !== 0) return { error: /^!.*(?:\n.*){0,6}/m.exec(stdout)?.[0] ?? stdout.slice(-500), text: "" };
    if (!readsPDF) return { error: undefined, text: "" };
    spawnSync("pdftotext", ["-layout", "copy.pdf", "copy.txt"], { cwd: folder });
    return { error: undefined, text: readFileSync(path.join(folder, "copy.txt"), "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
