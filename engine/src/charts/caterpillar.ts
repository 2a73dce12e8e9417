import { normalBound } from "../distributions/normalQuantile";
import { OptionError } from "../errors";
import type { MixedModel } from "../model/mixedModel";
import type { RanefInfo } from "../model/ranefInfo";
import { checkOptions } from "../table/options";
import { unknownName } from "../words/nearest";
import { Chart } from "./chart";
import { type EffectColumns, effectColumns } from "./parts/effectColumns";
import { intervalPanel } from "./parts/intervalPanel";
import { checkedLevel, percentOf } from "./parts/level";
import { type PanelSpec, panelSpec } from "./parts/panels";
import type { DataRow, Layer } from "./parts/spec";
import { drawnOf, MOST_INTERVALS, thinned } from "./parts/thinning";

export interface CaterpillarOptions {
  /**
   * The effect by which the levels are sorted, the greatest on top; null: in the order of the levels. Default: the
   * first that is drawn.
   */
  orderby?: string | null;
  /** Names of the effects to draw. Default: all. */
  cols?: readonly string[];
  /** Level of the prediction intervals mode ± z·SD. Default: 0.95. */
  level?: number;
  /** Whether a dashed line marks 0. Default: true. */
  vlineAtZero?: boolean;
  title?: string;
  /** Width of all plots together in pixels, without the names. Default: 560. */
  width?: number;
  /** Default: 17 a level, at most 640. */
  height?: number;
}

const KNOWN = ["orderby", "cols", "level", "vlineAtZero", "title", "width", "height"];
const MOST_IN_ROW = 4;
const TALLEST = 640;
const LEAST_FOR_NAME = 10;

/**
 * The conditional modes of a grouping factor's random effects with their prediction intervals mode ± z·SD, SD being the
 * conditional standard deviation: a plot for each effect, the levels sorted by one of them. Names are beside the plots
 * where there is room for them. Of thousands of levels some are drawn, the farthest from 0 among them, and it is said
 * how many.
 * @param grouping default: the first grouping factor
 */
export function caterpillar(
  subject: MixedModel | RanefInfo,
  grouping?: string,
  options: CaterpillarOptions = {},
): Chart<PanelSpec> {
  checkOptions("caterpillar", options, KNOWN);
  const columns = effectColumns("caterpillar", subject, grouping, options.cols);
  const level = checkedLevel("caterpillar", options.level);
  const { effects } = columns;
  const all = levelOrder(columns, options.orderby);
  const farthest = (place: number): number => Math.max(...effects.map(({ modes }) => Math.abs(modes[all[place]])));
  const places = thinned(all.length, farthest, Math.floor(MOST_INTERVALS / effects.length));
  const order = places.map((place) => all[place]);
  const n = all.length;
  const height = options.height ?? Math.max(60, Math.min(TALLEST, 17 * n));
  const across = Math.min(MOST_IN_ROW, effects.length);
  const width = Math.round((options.width ?? 560) / across);
  const named = height / n >= LEAST_FOR_NAME;
  const levels = order.map((l) => columns.levels[l]);
  const panels = effects.map(({ name, modes, stddevs }, i) => {
    const yAxis = {
      scale: { domain: [-0.8, n - 0.2], nice: false, zero: false },
      ...(named || i % across > 0
        ? { axis: null }
        : {
            title: `${n} levels of ${columns.grouping}${drawnOf(order.length, n)}`,
            axis: { labels: false, grid: false },
          }),
    };
    const panel = intervalPanel({
      name,
      levels,
      y: places,
      yAxis,
      width,
      height,
      percent: percentOf(level),
      z: normalBound(level),
      vlineAtZero: options.vlineAtZero ?? true,
      modes: Float64Array.from(order, (l) => modes[l]),
      stddevs: Float64Array.from(order, (l) => stddevs[l]),
    });
    return named && i % across === 0 ? { ...panel, layer: [...panel.layer, levelNames(levels)] } : panel;
  });
  return new Chart(
    panelSpec({
      description:
        `Random effects of ${columns.grouping} with ${percentOf(level)} prediction intervals: ` +
        `${effects.map(({ name }) => name).join(", ")} of ${n} levels${drawnOf(order.length, n)}`,
      title: options.title,
      columns: across,
      panels,
    }),
    { chart: "panels" },
  );
}

/** Indices of the levels from the bottom to the top of the plot. */
function levelOrder({ effects, levels }: EffectColumns, orderby: string | null | undefined): number[] {
  const stored = levels.map((_, l) => l);
  if (orderby === null) return stored.reverse();
  const by = orderby === undefined ? effects[0] : effects.find(({ name }) => name === orderby);
  if (by === undefined)
    throw new OptionError(
      unknownName(
        "random effect",
        String(orderby),
        "those drawn",
        effects.map(({ name }) => name),
      ),
    );
  return stored.sort((a, b) => by.modes[a] - by.modes[b]);
}

function levelNames(levels: readonly string[]): Layer {
  return {
    data: { values: levels.map((level, y): DataRow => ({ level, y })) },
    mark: { type: "text", align: "right", baseline: "middle", fontSize: 11, limit: 180 },
    encoding: { x: { value: -8 }, y: { field: "y", type: "quantitative" }, text: { field: "level", type: "nominal" } },
  };
}
