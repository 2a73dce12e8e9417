/** What a user has chosen for all tables and charts. */
export interface Settings {
  /** Digits after the point in tables of estimates; null leaves the engine's. */
  decimals: number | null;
  /** Significant digits in tables of replicates; null leaves the engine's. */
  significant: number | null;
  /** p-values by the powers of ten that bound them, or as APA has them. */
  pvalues: "usual" | "apa";
  /** Coverage of intervals in percent, 50 to 99. */
  level: number;
  /** Colours of charts: those of the page, or always the same. */
  chartTheme: "page" | "light" | "dark";
  /** Size of charts as a share of the usual, 0.5 to 2. */
  chartSize: number;
}

export const DEFAULTS: Settings = {
  decimals: null,
  significant: null,
  pvalues: "usual",
  level: 95,
  chartTheme: "page",
  chartSize: 1,
};

const SIZES: { readonly [name: string]: number } = { small: 0.7, medium: 1, large: 1.4 };
const listeners = new Set<() => void>();
let present = DEFAULTS;

/** The settings that hold now. */
export function settings(): Settings {
  return present;
}

/** Calls `changed` after every change of the settings; the returned function ends that. */
export function onSettings(changed: () => void): () => void {
  listeners.add(changed);
  return () => void listeners.delete(changed);
}

export function changeSettings(next: Settings): void {
  if (JSON.stringify(next) === JSON.stringify(present)) return;
  present = next;
  for (const changed of [...listeners]) changed();
}

/** Settings from JupyterLab's registry; a value that the schema would refuse is left at its default. */
export function readSettings(composite: { readonly [key: string]: unknown }): Settings {
  const within = (value: unknown, least: number, greatest: number): value is number =>
    typeof value === "number" && value >= least && value <= greatest;
  const { decimals, significantDigits, pvalues, level, chartTheme, chartSize } = composite;
  return {
    decimals: within(decimals, 0, 8) ? Math.round(decimals) : null,
    significant: within(significantDigits, 2, 10) ? Math.round(significantDigits) : null,
    pvalues: pvalues === "apa" ? "apa" : "usual",
    level: within(level, 50, 99) ? level : DEFAULTS.level,
    chartTheme: chartTheme === "light" || chartTheme === "dark" ? chartTheme : "page",
    chartSize: SIZES[String(chartSize)] ?? 1,
  };
}
