import type { Channel } from "./spec";
import { LINE_SYMBOLS, needDashes, PALETTE } from "./spec";

const DOTS = {
  filled: { symbolType: "circle", symbolSize: 70 },
  dots: { symbolType: "circle", symbolSize: 14, symbolStrokeWidth: 5 },
};

/**
 * The colours of the levels of a plot, in the order of these, with a legend above.
 * @param symbols what the legend shows of each: the dashes of its line where it has some
 */
export function colorChannel(colors: readonly string[], symbols: "filled" | "dots" | "lines"): Channel {
  return {
    field: "series",
    type: "nominal",
    title: null,
    scale: { domain: [...colors], range: colors.map((_, i) => PALETTE[i % PALETTE.length]) },
    legend: {
      orient: "top",
      direction: "horizontal",
      symbolOpacity: 1,
      ...(symbols === "lines" && needDashes(colors) ? LINE_SYMBOLS : DOTS[symbols === "dots" ? "dots" : "filled"]),
      columns: 6,
    },
  };
}
