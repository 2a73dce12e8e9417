import { normalBound, normalQuantile, probabilityPoints } from "../distributions/normalQuantile";
import type { MixedModel } from "../model/mixedModel";
import type { RanefInfo } from "../model/ranefInfo";
import { rounded } from "../show/rounded";
import { checkOptions } from "../table/options";
import type { CaterpillarOptions } from "./caterpillar";
import { Chart } from "./chart";
import { axisRange } from "./parts/axisRange";
import { effectColumns } from "./parts/effectColumns";
import { intervalPanel } from "./parts/intervalPanel";
import { checkedLevel, percentOf } from "./parts/level";
import { type PanelSpec, panelSpec } from "./parts/panels";
import { drawnOf, MOST_INTERVALS, thinned } from "./parts/thinning";

export type QQCaterpillarOptions = Omit<CaterpillarOptions, "orderby">;

const KNOWN = ["cols", "level", "vlineAtZero", "title", "width", "height"];
const MOST_IN_ROW = 4;

/**
 * The conditional modes of a grouping factor's random effects, each effect sorted by itself, against the quantiles of a
 * standard normal distribution at (i − ½)/n, with prediction intervals mode ± z·SD: a line if the effects are normal.
 * @param grouping default: the first grouping factor
 */
export function qqcaterpillar(
  subject: MixedModel | RanefInfo,
  grouping?: string,
  options: QQCaterpillarOptions = {},
): Chart<PanelSpec> {
  checkOptions("qqcaterpillar", options, KNOWN);
  const columns = effectColumns("qqcaterpillar", subject, grouping, options.cols);
  const level = checkedLevel("qqcaterpillar", options.level);
  const { effects, levels } = columns;
  const across = Math.min(MOST_IN_ROW, effects.length);
  const quantiles = probabilityPoints(levels.length).map(normalQuantile);
  const { domain } = axisRange([quantiles], "a normal quantile plot");
  const n = levels.length;
  const places = thinned(n, (place) => Math.abs(quantiles[place]), Math.floor(MOST_INTERVALS / effects.length));
  const y = rounded(
    places.map((place) => quantiles[place]),
    1,
    3,
  );
  const drawn = drawnOf(places.length, n);
  const panels = effects.map(({ name, modes, stddevs }, i) => {
    const all = levels.map((_, l) => l).sort((a, b) => modes[a] - modes[b]);
    const order = places.map((place) => all[place]);
    return intervalPanel({
      name,
      y,
      percent: percentOf(level),
      z: normalBound(level),
      vlineAtZero: options.vlineAtZero ?? true,
      yAxis: {
        title: i % across === 0 ? `Standard normal quantile${drawn && ` of ${n} levels${drawn}`}` : null,
        scale: { domain, nice: false, zero: false },
        axis: { labels: i % across === 0 },
      },
      width: Math.round((options.width ?? 560) / across),
      height: options.height ?? 340,
      levels: order.map((l) => levels[l]),
      modes: Float64Array.from(order, (l) => modes[l]),
      stddevs: Float64Array.from(order, (l) => stddevs[l]),
    });
  });
  return new Chart(
    panelSpec({
      description:
        `Random effects of ${columns.grouping} against normal quantiles ` +
        `with ${percentOf(level)} prediction intervals: ` +
        `${effects.map(({ name }) => name).join(", ")} of ${n} levels${drawn}`,
      title: options.title,
      columns: across,
      panels,
    }),
    { chart: "panels" },
  );
}
