import { DataError, OptionError } from "../errors";
import { checkMixedModel } from "../model/checkModel";
import type { MixedModel } from "../model/mixedModel";
import { checkedGrouping } from "../model/ranefInfo";
import { rePCA } from "../model/summaries";
import { rounded } from "../show/rounded";
import { checkOptions } from "../table/options";
import { shownValue } from "../table/shownValue";
import { Chart } from "./chart";
import { axisRange } from "./parts/axisRange";
import { effectColumns } from "./parts/effectColumns";
import type { Channel, DataRow } from "./parts/spec";
import { ACCENT, chartSpec, MASS, tooltip } from "./parts/spec";

export interface BiplotOptions {
  /** Whether the components are those of the correlations, else of the covariances. Default: true. */
  corr?: boolean;
  /** Numbers of the components across and up. Default: [1, 2]. */
  components?: readonly [across: number, up: number];
  title?: string;
  /** Size of the plot in pixels. Default: 460 × 400. */
  width?: number;
  height?: number;
}

const KNOWN = ["corr", "components", "title", "width", "height"];
/** The longest arrow ends at this part of the way to the farthest level. */
const LONGEST = 0.85;

/**
 * Principal components of a grouping factor's random effects (Gabriel, Biometrika 58, 1971): levels as points, at the
 * scores of their conditional modes, and effects as arrows, their loadings times the component's standard deviation.
 * With correlations modes are in units of the effects' standard deviations. Effects whose arrows point the same way go
 * together in the levels.
 * @param grouping default: the first grouping factor
 */
export function biplot(model: MixedModel, grouping?: string, options: BiplotOptions = {}): Chart {
  checkMixedModel("biplot", model);
  checkOptions("biplot", options, KNOWN);
  const { corr = true, components = [1, 2] } = options;
  const name = checkedGrouping(model, grouping);
  const { levels, effects } = effectColumns("biplot", model, name, undefined);
  const s = effects.length;
  if (s < 2)
    throw new DataError(
      `biplot draws two components of random effects, but ${name} has only '${effects[0].name}'; ` +
        `caterpillar(m, "${name}") draws one`,
    );
  const isPair = Array.isArray(components) && components.length === 2 && components[0] !== components[1];
  if (!isPair || !components.every((one) => Number.isInteger(one) && one >= 1 && one <= s))
    throw new OptionError(
      `biplot's components are two different numbers from 1 to ${s}; got ${shownValue(components)}`,
    );
  const pca = rePCA(model, { corr });
  const loadings = pca.loadings[name];
  const product = pca.covcor[name];
  const units = effects.map((effect) => {
    const sd = corr ? model.σs[name][effect.name] : 1;
    return sd > 0 ? sd : Infinity;
  });
  const places = components.map((one) => one - 1);
  const scores = places.map((c) =>
    Float64Array.from(levels, (_, l) =>
      effects.reduce((sum, { modes }, e) => sum + (loadings.get(e, c) * modes[l]) / units[e], 0),
    ),
  );
  const deviations = places.map((c) => {
    const variance = effects.reduce((sum, _, i) => {
      const row = effects.reduce((inner, __, j) => inner + product.get(i, j) * loadings.get(j, c), 0);
      return sum + loadings.get(i, c) * row;
    }, 0);
    return Math.sqrt(Math.max(0, variance));
  });
  const tips = places.map((c, k) => Float64Array.from(effects, (_, e) => loadings.get(e, c) * deviations[k]));
  const largest = (arrays: readonly Float64Array[]): number =>
    Math.max(...arrays.map((values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)));
  const stretch = (LONGEST * largest(scores)) / (largest(tips) || 1) || 1;
  const drawn = tips.map((values) => values.map((value) => value * stretch));
  const ranges = places.map((_, k) => axisRange([scores[k], drawn[k], [0]], "biplot"));
  const share = (c: number): string => {
    const rows = pca.column("group") as string[];
    const own = rows.flatMap((group, i) => (group === name ? [pca.numeric("share")[i]] : []));
    return `${(100 * own[c]).toFixed(0)} %`;
  };
  const channel = (k: number, field: string): Channel => ({
    field,
    type: "quantitative",
    title: `PC${components[k]} of ${name} (${share(places[k])})`,
    scale: { domain: ranges[k].domain, nice: false, zero: false },
    axis: { grid: true },
  });
  const digits = (k: number, values: Float64Array): number[] => rounded(values, ranges[k].unit, 2);
  const [scoreX, scoreY, tipX, tipY] = [
    digits(0, scores[0]),
    digits(1, scores[1]),
    digits(0, drawn[0]),
    digits(1, drawn[1]),
  ];
  const arrows = effects.map((effect, e): DataRow => ({ effect: effect.name, x: tipX[e], y: tipY[e], zero: 0 }));
  const [x, y] = [channel(0, "x"), channel(1, "y")];
  const tip = { data: { values: arrows } };
  return new Chart(
    chartSpec({
      description:
        `Biplot of the random effects of ${name}: ${levels.length} levels and ${s} effects on components ` +
        `${components[0]} and ${components[1]} of their ${corr ? "correlations" : "covariances"}`,
      title: options.title,
      width: options.width ?? 460,
      height: options.height ?? 400,
      values: levels.map((level, l) => ({ level, x: scoreX[l], y: scoreY[l] })),
      layer: [
        {
          mark: { type: "point", filled: true, color: ACCENT, opacity: 0.75, size: 26, clip: true, aria: false },
          encoding: { x, y, tooltip: tooltip(["level", "level"], ["across", "x"], ["up", "y"]) },
        },
        {
          ...tip,
          mark: { type: "rule", color: MASS, strokeWidth: 1.8, clip: true, aria: false },
          encoding: { x: { ...x, field: "zero" }, y: { ...y, field: "zero" }, x2: { field: "x" }, y2: { field: "y" } },
        },
        {
          ...tip,
          mark: { type: "point", filled: true, shape: "diamond", opacity: 1, color: MASS, size: 46, aria: false },
          encoding: { x, y, tooltip: tooltip(["effect", "effect"]) },
        },
        {
          ...tip,
          mark: { type: "text", color: MASS, dy: -9, fontSize: 12, aria: false },
          encoding: { x, y, text: { field: "effect" } },
        },
      ],
    }),
    { chart: "plot" },
  );
}
