import { escapeHTML } from "../../show/html";
import { significant } from "../../show/numbers";
import type { BinnedColumn } from "./binnedColumn";
import { ACCENT, MASS, NEUTRAL } from "./spec";

export interface Panel extends BinnedColumn {
  name: string;
  label: string;
  interval: [number, number];
}

const WIDTH = 230;
const HEIGHT = 110;
const COLUMNS = 3;
const TOP = 26;
const BASE = 86;
/** So many bins make one bar. */
const EACH = 5;

/** Histograms side by side as an SVG document, each with its shortest 95 % interval and its point masses as spikes. */
export function smallMultiples(panels: readonly Panel[]): string {
  const rows = Math.max(1, Math.ceil(panels.length / COLUMNS));
  const columns = Math.min(COLUMNS, Math.max(1, panels.length));
  const [width, height] = [columns * WIDTH, rows * HEIGHT];
  const drawn = panels.map((panel, i) => {
    const [left, top] = [(i % COLUMNS) * WIDTH + 8, Math.floor(i / COLUMNS) * HEIGHT];
    return `<g transform="translate(${left},${top})">${drawing(panel)}</g>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="system-ui, sans-serif" font-size="11" fill="${NEUTRAL}">${drawn.join("")}</svg>`
  );
}

function drawing({ name, label, interval, least, width, bins, masses, counts }: Panel): string {
  const inner = WIDTH - 16;
  const low = Math.min(least, ...masses);
  const high = Math.max(least + bins * width, ...masses);
  const x = (value: number): string => (6 + ((value - low) / (high - low)) * (inner - 12)).toFixed(1);
  const bars = Array.from({ length: Math.ceil(bins / EACH) }, (_, i) =>
    counts.slice(i * EACH, Math.min(bins, (i + 1) * EACH)).reduce((sum, value) => sum + value, 0),
  );
  const tallest = Math.max(1, ...bars);
  const total = counts.reduce((sum, value) => sum + value, 0);
  const bar = (count: number, i: number): string => {
    if (count === 0) return "";
    const [left, right] = [i * EACH, Math.min(bins, (i + 1) * EACH)].map((at) => x(least + at * width));
    return `M${left} ${BASE}v${(((TOP - BASE) * count) / tallest).toFixed(1)}H${right}V${BASE}z`;
  };
  const heading = label === "" ? name : `${name}  ${label}`;
  const shortened = heading.length > 34 ? `${heading.slice(0, 33)}…` : heading;
  return [
    `<text x="6" y="15"><title>${escapeHTML(heading)}</title>${escapeHTML(shortened)}</text>`,
    `<path d="${bars.map(bar).join("")}" fill="${ACCENT}" fill-opacity="0.6"/>`,
    ...masses.map((at, k) => {
      const share = `${((100 * counts[bins + k]) / total).toFixed(1)} % at ${at}`;
      const right = Number(x(at)) > inner / 2;
      return (
        `<path d="M${x(at)} ${BASE}V${TOP + 4}" stroke="${MASS}" stroke-width="2.5"/>` +
        `<text x="${Number(x(at)) + (right ? -6 : 6)}" y="${TOP + 10}" ` +
        `text-anchor="${right ? "end" : "start"}">${share}</text>`
      );
    }),
    `<path d="M${x(interval[0])} ${BASE + 4}H${x(interval[1])}" stroke="${ACCENT}" stroke-width="3" ` +
      `stroke-linecap="round"/>`,
    `<text x="6" y="${BASE + 18}">${significant(low, 4)}</text>` +
      `<text x="${inner - 6}" y="${BASE + 18}" text-anchor="end">${significant(high, 4)}</text>`,
  ].join("");
}
