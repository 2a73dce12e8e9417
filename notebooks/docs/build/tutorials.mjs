import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tutorials } from "../../../jupyter-extension/scripts/tutorials.mjs";
import { NOTEBOOKS } from "../../../jupyter-extension/setup/paths.mjs";
import { asPage, fenced, withoutVue } from "./markdown.mjs";
import { PAGES, PUBLIC } from "./places.mjs";

/** Forms of an output that the views show; the others of the same output are for programs without them. */
const VIEW = "application/vnd.mixedmodels.v1+json";
const VEGALITE = "application/vnd.vegalite.v5+json";
const OTHERS = ["text/html", "image/svg+xml", "image/png", "text/plain"];

const DOWNLOADS = /\bdownload\(/;
const OF_DOWNLOADS = `::: tip
This notebook fetches data from a server that may not let a page read them: then its cells run in
JupyterLab (\`npm start\`), and these are the outputs stored from there.
:::`;

const joined = (text) => [text].flat().join("");

/** An output as the page keeps it. */
function kept(output) {
  const { output_type, data, name, text } = output;
  if (data === undefined) return { output_type, name, text: joined(text ?? "") };
  const forms = data[VIEW] === undefined ? OTHERS : [VIEW, VEGALITE, "text/plain"];
  const chosen = forms.flatMap((mime) => (data[mime] === undefined ? [] : [[mime, data[mime]]]));
  return { output_type, data: Object.fromEntries(chosen) };
}

/** What those see who have no scripts. */
function plainOutputs(outputs) {
  return outputs
    .map(({ data, text }) => joined(data === undefined ? text : (data["text/plain"] ?? "")))
    .filter((text) => text.trim() !== "")
    .map((text) => fenced(text, "text"))
    .join("\n\n");
}

function cellPage(page, { id, source, outputs }) {
  const plain = plainOutputs(outputs);
  return [
    `<LiveCell page="${page}" cell="${id}">`,
    fenced(joined(source), "ts"),
    ...(plain === "" ? [] : [`<template #output>`, plain, `</template>`]),
    `</LiveCell>`,
  ].join("\n\n");
}

/**
 * Writes a page for each tutorial, and beside it its cells with their stored outputs.
 * @param pages - names of pages by path from the root
 */
export function writeTutorials(pages) {
  mkdirSync(path.join(PUBLIC, "cells"), { recursive: true });
  for (const { file, data } of tutorials()) {
    const page = pageName(file);
    const { cells } = JSON.parse(readFileSync(path.join(NOTEBOOKS, file), "utf8"));
    const code = cells.filter(({ cell_type }) => cell_type === "code");
    const stored = {
      cells: code.map(({ id, source, outputs }) => ({ id, code: joined(source), outputs: outputs.map(kept) })),
      files: data,
    };
    writeFileSync(path.join(PUBLIC, "cells", `${page.replace("/", "-")}.json`), JSON.stringify(stored));
    const parts = cells.map((cell) =>
      cell.cell_type === "code"
        ? cellPage(page.replace("/", "-"), cell)
        : withoutVue(asPage(joined(cell.source), path.posix.dirname(`notebooks/${file}`), pages)),
    );
    if (code.some(({ source }) => DOWNLOADS.test(joined(source)))) parts.splice(1, 0, OF_DOWNLOADS);
    const target = path.join(PAGES, `${page}.md`);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, `${parts.join("\n\n")}\n`);
  }
}

/** Those of the workshop have a folder of their own in the notebooks too. */
function pageName(file) {
  const page = file.replace(/\.ipynb$/, "");
  return page.includes("/") ? page : `tutorials/${page}`;
}

/** The pages of tutorials of a group, default all: files from the root, names and questions. */
export function tutorialPages(chosen) {
  const all = tutorials().filter(({ group }) => chosen === undefined || group === chosen);
  return all.map(({ file, question }) => ({ file: `notebooks/${file}`, page: pageName(file), title: question }));
}
