import { rounded } from "../../show/rounded";
import { axisRange } from "./axisRange";
import type { Panel } from "./panels";
import { dots, hovers, segments } from "./segments";
import type { Channel, DataRow, Layer } from "./spec";
import { ACCENT, tooltip } from "./spec";

/** Dots with horizontal intervals, of one random effect. */
export interface IntervalPanel {
  /** Stands below the axis. */
  name: string;
  levels: readonly string[];
  /** In the order of the levels. */
  modes: Float64Array;
  stddevs: Float64Array;
  /** Height of each level. */
  y: readonly number[];
  yAxis: Channel;
  /** Half the interval in conditional standard deviations. */
  z: number;
  /** "95 %" */
  percent: string;
  vlineAtZero: boolean;
  width: number;
  height: number;
}

/** From so many levels on, dots and intervals are small. */
const MANY = 60;

export function intervalPanel(panel: IntervalPanel): Panel {
  const { name, levels, modes, stddevs, y, z, vlineAtZero, width, height } = panel;
  const lower = modes.map((mode, l) => mode - z * stddevs[l]);
  const upper = modes.map((mode, l) => mode + z * stddevs[l]);
  const { domain, unit } = axisRange([lower, upper, ...(vlineAtZero ? [[0]] : [])], `the random effect '${name}'`);
  const row: DataRow = {
    level: [...levels],
    y: [...y],
    mode: rounded(modes, unit, 2),
    sd: rounded(stddevs, unit, 2),
    lower: rounded(lower, unit, 2),
    upper: rounded(upper, unit, 2),
  };
  const small = levels.length > MANY;
  const fields = ["level", "y", "mode", "sd", "lower", "upper"];
  const encoding = {
    x: {
      type: "quantitative",
      title: name,
      scale: { domain, nice: false, zero: false },
      axis: { grid: false, tickCount: Math.max(3, Math.round(width / 60)), titleLimit: Math.max(width, 140) },
    },
    y: { type: "quantitative", ...panel.yAxis },
  };
  return {
    width,
    height,
    data: { values: [row] },
    layer: [
      ...(vlineAtZero ? [zeroLine(name)] : []),
      segments(
        { fields, encoding, style: { color: ACCENT, opacity: 0.55, strokeWidth: small ? 0.9 : 1.6, aria: false } },
        { x: "lower", x2: "upper", y: "y" },
      ),
      dots(
        { fields, encoding, style: { color: ACCENT, strokeWidth: small ? 3 : 6, aria: false } },
        { x: "mode", y: "y", unit: unit / 50 },
      ),
      hovers(
        { fields, encoding },
        {
          x: "mode",
          y: "y",
          lines: tooltip(
            ["level", "level"],
            ["conditional mode", "mode"],
            ["conditional SD", "sd"],
            [`${panel.percent} from`, "lower"],
            ["to", "upper"],
          ),
        },
      ),
    ],
  };
}

function zeroLine(title: string): Layer {
  return {
    data: { values: [{ zero: 0 }] },
    mark: { type: "rule", strokeDash: [4, 3], strokeWidth: 1, aria: false },
    encoding: { x: { field: "zero", type: "quantitative", title } },
  };
}
