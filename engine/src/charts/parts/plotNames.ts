import { unknownName } from "../../words/nearest";

/** Layers as ggplot2, seaborn and Vega-Lite call them, and what they are here. */
const LAYERS: { readonly [name: string]: string } = {
  point: "scatter",
  points: "scatter",
  dots: "scatter",
  circle: "scatter",
  jitter: "strip",
  sina: "strip",
  swarm: "strip",
  beeswarm: "strip",
  swarmplot: "strip",
  quasirandom: "strip",
  box: "boxplot",
  whiskers: "boxplot",
  boxen: "boxplot",
  errorbar: "mean",
  errorbars: "mean",
  pointrange: "mean",
  linerange: "mean",
  crossbar: "mean",
  ci: "mean",
  means: "mean",
  col: "bar",
  column: "bar",
  count: "bar",
  path: "line",
  lm: "linear",
  regression: "linear",
  abline: "linear",
  loess: "smooth",
  lowess: "smooth",
  hist: "histogram",
  kde: "density",
  area: "density",
  hexbin: "heatmap",
  bin2d: "heatmap",
  tile: "heatmap",
  rect: "heatmap",
  density_2d: "contours",
  density2d: "contours",
  contour: "contours",
  label: "text",
  segment: "arrow",
  rain: "raincloud",
  flat_violin: "halfviolin",
};

/** Places of a mapping as they are called elsewhere. */
const PLACES: { readonly [name: string]: string } = {
  fill: "color",
  colour: "color",
  hue: "color",
  linetype: "color",
  shape: "color",
  facet: "layout",
  facets: "layout",
  wrap: "layout",
  panel: "layout",
  col: "column",
  label: "text",
  weight: "size",
};

/** The sentence for a layer that is none. */
export function unknownLayer(name: string, known: readonly string[]): string {
  const plain = name.replace(/^(?:geom|stat|mark)_/, "").toLowerCase();
  return (
    (known.includes(plain) ? toldAs("layer", name, plain) : told("layer", name, plain, LAYERS, known)) ??
    unknownName("layer", name, "layers", known)
  );
}

/** The sentence for a place of a mapping that is none; undefined where nothing is known of its name. */
export function unknownPlace(name: string, options: readonly string[]): string | undefined {
  if (options.includes(name))
    return `'${name}' is an option of plot, behind the layers: plot(data, mapping, layers, { ${name}: … })`;
  return told("place of plot's mapping", name, name.toLowerCase(), PLACES, Object.values(PLACES));
}

function told(
  what: string,
  name: string,
  plain: string,
  names: { readonly [name: string]: string },
  known: readonly string[],
): string | undefined {
  const here = Object.hasOwn(names, plain) ? names[plain] : undefined;
  return here !== undefined && known.includes(here) ? toldAs(what, name, here) : undefined;
}

function toldAs(what: string, name: string, here: string): string {
  return `unknown ${what} '${name}': here it is "${here}"`;
}
