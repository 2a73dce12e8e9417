import type { Channel } from "./spec";
import { PALETTE } from "./spec";

/** The colours of the levels of a plot, in the order of these, with a legend above. */
export function colorChannel(colors: readonly string[], filled: boolean): Channel {
  return {
    field: "series",
    type: "nominal",
    title: null,
    scale: { domain: [...colors], range: colors.map((_, i) => PALETTE[i % PALETTE.length]) },
    legend: {
      orient: "top",
      direction: "horizontal",
      symbolType: "circle",
      symbolOpacity: 1,
      ...(filled ? { symbolSize: 70 } : { symbolSize: 14, symbolStrokeWidth: 5 }),
      columns: 6,
    },
  };
}
