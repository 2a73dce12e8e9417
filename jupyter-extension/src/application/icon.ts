import { LabIcon } from "@jupyterlab/ui-components";

const BLUE = 'stroke="#2a6fa3"';
const ORANGE = 'stroke="#c8642b"';

function icon(name: string, drawing: string): LabIcon {
  return new LabIcon({
    name,
    svgstr:
      `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">` +
      `<g fill="none" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">${drawing}</g></svg>`,
  });
}

/** Two densities above their intervals. */
export const mixedModelsIcon = icon(
  "mixedmodels:icon",
  `<path ${BLUE} d="M2 15c4 0 4-11 7-11s3 11 7 11"/><path ${ORANGE} d="M8 15c4 0 4-7 7-7s3 7 7 7"/>` +
    `<path ${BLUE} stroke-width="2" d="M4.5 18.5h9"/><path ${ORANGE} stroke-width="2" d="M10.5 21.5h9"/>`,
);

/** What is seen first in each tutorial. */
const DRAWINGS: { readonly [tutorial: string]: string } = {
  // Ridges with their intervals beside 0.
  kb07:
    `<path ${BLUE} d="M9 8c2 0 2-5 4-5s2 5 4 5M5 15c2 0 2-5 4-5s2 5 4 5M11 22c2 0 2-5 4-5s2 5 4 5"/>` +
    `<path ${ORANGE} stroke-dasharray="2 2.6" d="M4 2v20"/>`,
  // A density with a spike at 0.
  dyestuff: `<path ${BLUE} d="M5 20c5 0 5-13 9-13s4 13 8 13"/><path ${ORANGE} stroke-width="2.6" d="M4 20V4"/>`,
  // A line for each subject.
  sleepstudy: `<path ${BLUE} d="M3 15 21 3M3 17 21 9M3 19l18-4"/><path ${ORANGE} stroke-width="2" d="M3 20.5 21 20"/>`,
  // A file's rows.
  "your-own-data":
    `<path ${BLUE} d="M3 4h18v16H3zM3 9h18M3 14.5h18M9.5 4v16"/>` +
    `<path ${ORANGE} stroke-width="2.4" d="M12.5 17.5h5"/>`,
  // Power that grows with the number of subjects.
  "planning-a-study":
    `<path ${BLUE} d="M3 3v18h18"/><path ${ORANGE} stroke-width="2" d="M5 19c5 0 6-13 16-14"/>` +
    `<path ${BLUE} stroke-dasharray="2 2.6" d="M5 7.5h16"/>`,
  // Pictures side by side.
  gallery:
    `<path ${BLUE} d="M3 3h7.5v7.5H3zM13.5 3H21v7.5h-7.5zM3 13.5h7.5V21H3zM13.5 13.5H21V21h-7.5z"/>` +
    `<path ${ORANGE} d="m4.5 9 4-4M15 5.5l4.5 3M5 19v-2m2 2v-4m2 4v-3M15 18.5c2 0 2-3 4.5-3"/>`,
  // Residuals about a line.
  "checking-a-model":
    `<path ${ORANGE} stroke-width="2" d="M3 12h18"/>` +
    `<path ${BLUE} stroke-width="2.6" d="M5 8v.01M8 15v.01M10.5 6v.01M13 17v.01` +
    `M15.5 9v.01M18 14.5v.01M20.5 7v.01"/>`,
  // A probability between 0 and 1.
  "yes-or-no":
    `<path ${BLUE} stroke-dasharray="2 2.6" d="M3 4h18M3 20h18"/>` +
    `<path ${ORANGE} stroke-width="2" d="M3 19c10 0 8-14 18-14"/>`,
  // A tick and a cross.
  "accuracy-and-power":
    `<path ${BLUE} stroke-width="2.2" d="m3 9 3.5 4L12 5"/>` +
    `<path ${ORANGE} stroke-width="2.2" d="m13 13 7 7m0-7-7 7"/>`,
};

const icons = new Map(Object.entries(DRAWINGS).map(([name, drawing]) => [name, icon(`mixedmodels:${name}`, drawing)]));

/** The icon of a tutorial; that of the extension for another one. */
export function tutorialIcon(name: unknown): LabIcon {
  return icons.get(String(name)) ?? mixedModelsIcon;
}
