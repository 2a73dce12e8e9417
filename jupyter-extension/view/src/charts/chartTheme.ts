import { type ChartExtras, PLAIN } from "../reading/chartExtras";

type Part = { readonly [key: string]: unknown };

/** Lines behind a plot are fainter than it. */
const GRID = 0.18;

/** Colours of the text and the axes of a chart. */
export interface ChartInk {
  ink: string;
  soft: string;
}

export const PAPER: ChartInk = { ink: "#30363c", soft: "#5b646c" };
const DARK: ChartInk = { ink: "#d5d9dd", soft: "#a3abb3" };

/** The colours of the page around `node`; the user's own where the system forces colours. */
export function inkOf(node: Element): ChartInk {
  if (globalThis.matchMedia?.("(forced-colors: active)").matches) return { ink: "CanvasText", soft: "CanvasText" };
  const style = getComputedStyle(node);
  const usual = document.body.dataset["jpThemeLight"] === "false" ? DARK : PAPER;
  const value = (name: string, otherwise: string): string => {
    const own = style.getPropertyValue(name).trim();
    return own === "" || own.includes("var(") ? otherwise : own;
  };
  return { ink: value("--mm-ink", usual.ink), soft: value("--mm-soft", usual.soft) };
}

/** The sections of a specification's config in these colours. */
export function inkConfig({ ink, soft }: ChartInk): { [section: string]: { [property: string]: string } } {
  return {
    title: { color: ink },
    axis: { labelColor: soft, titleColor: soft, tickColor: soft, domainColor: soft, gridColor: soft },
    legend: { labelColor: ink, titleColor: ink },
    header: { labelColor: ink, titleColor: ink },
    text: { color: ink },
    rule: { color: soft },
  };
}

/** A specification that knows nothing of the page stands on it as the engine's do, where it does not say otherwise. */
export function onPage(spec: Part, { chart }: Pick<ChartExtras, "chart">): { [key: string]: unknown } {
  if (chart !== PLAIN) return { ...spec };
  const config = (spec["config"] ?? {}) as Part;
  const background = config["background"] ?? "transparent";
  return { background, ...spec, config: { ...config, axis: { gridOpacity: GRID, ...(config["axis"] as Part) } } };
}
