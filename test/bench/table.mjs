import { verdict } from "./verdict.mjs";

/** Three significant digits, with separators between thousands and without an exponent. */
export function number(value) {
  if (!Number.isFinite(value)) return String(value);
  const rounded = Number(value.toPrecision(3));
  if (rounded !== 0 && Math.abs(rounded) < 1e-3) return rounded.toExponential();
  return rounded.toLocaleString("en-US", { maximumSignificantDigits: 3 });
}

/** A time in ms, in the unit that reads best. */
export function duration(ms) {
  if (ms < 1) return `${number(1000 * ms)} µs`;
  return ms < 1000 ? `${number(ms)} ms` : `${number(ms / 1000)} s`;
}

function time(ms) {
  return ms === undefined ? "" : duration(ms);
}

function measured(value, unit) {
  return value === undefined ? "" : `${number(value)} ${unit}`.trim();
}

function targetText({ target, of = "" }) {
  if (target === undefined) return "";
  const [sign, value] = "atLeast" in target ? ["≥", target.atLeast] : ["≤", target.atMost];
  return `${sign} ${number(value)} ${of}`.trim();
}

export const HEADINGS = ["what", "minimum", "median", "runs", "peer's best", "figure", "target", "verdict", "note"];

/** The cells of a row, in the order of {@link HEADINGS}. */
export function cells(row) {
  const { what, ours, peer, figure, of, note } = row;
  return [
    what,
    time(ours?.minimum),
    time(ours?.median),
    ours === undefined ? "" : String(ours.runs),
    peer === undefined ? "" : `${peer.name} ${time(peer.best)}`,
    figure === undefined ? "" : measured(figure, of ?? ""),
    targetText(row),
    verdict(row),
    note ?? "",
  ];
}

/** A group of rows as a Markdown table. */
export function markdownTable(rows) {
  const body = rows.map(
    (row) =>
      `| ${cells(row)
        .map((cell) => cell.replaceAll("|", "\\|"))
        .join(" | ")} |`,
  );
  return [
    `| ${HEADINGS.join(" | ")} |`,
    `|${HEADINGS.map((_, i) => (i >= 1 && i <= 3 ? "---:" : "---")).join("|")}|`,
    ...body,
  ].join("\n");
}

/** A row on one or two lines of a terminal. */
export function line(row) {
  const [what, minimum, middle, runs, peer, figure, target, outcome, note] = cells(row);
  const times = row.ours === undefined ? "" : `${minimum} min, ${middle} median of ${runs}`;
  const parts = [times, peer, figure && `→ ${figure}`, target && `(${target})`].filter((part) => part !== "");
  return `  ${what.padEnd(44)} ${parts.join("  ")}  ${outcome}${note === "" ? "" : `\n      ${note}`}`;
}
