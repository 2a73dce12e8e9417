import { OptionError } from "../../../errors";
import type { Channel } from "../spec";
import { DASHES, LINE_SYMBOLS, needDashes, PALETTE } from "../spec";

/** A disc in a legend of marks without a filling: a stroke of twice the radius leaves no hole. */
export const DISC = { symbolType: "circle", symbolSize: 17.5, symbolStrokeWidth: 4.72 };
const DOTS = {
  filled: { symbolType: "circle", symbolSize: 70 },
  dots: DISC,
};
/** Symbols of dots whose colours come again. */
const SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"];

/** So many names are told apart by colours alone. */
export const MOST_COLORS = PALETTE.length;
/** And so many by colours with dashes or symbols. */
export const MOST_MARKS = MOST_COLORS * Math.min(SHAPES.length, DASHES.length);

/** The colours of names; from the eleventh on they come again. */
export function colorRange(names: readonly string[]): string[] {
  return names.map((_, i) => PALETTE[i % PALETTE.length]);
}

/** How often the colour of a name has been there before. */
export function roundOf(place: number): number {
  return Math.floor(place / MOST_COLORS);
}

/**
 * Symbols beside the colours of dots, where colours come again.
 * @param besideLines whether a legend of lines with their dashes names the colours, so that none of symbols is drawn;
 * rows have the field round then
 */
export function shapesOf(
  names: readonly string[],
  besideLines: boolean = false,
  field: string = "series",
): { shape?: Channel } {
  if (names.length <= MOST_COLORS) return {};
  if (besideLines)
    return {
      shape: {
        field: "round",
        type: "nominal",
        legend: null,
        scale: { domain: [...SHAPES.keys()], range: [...SHAPES] },
      },
    };
  const range = names.map((_, i) => SHAPES[roundOf(i) % SHAPES.length]);
  return { shape: { field, type: "nominal", title: null, scale: { domain: [...names], range } } };
}

/**
 * Refuses more names than marks tell apart.
 * @param what is named. @param most {@link MOST_COLORS} of areas, bars and texts, {@link MOST_MARKS} of lines and dots
 */
export function checkApart(who: string, what: string, count: number, most: number, advice: string): void {
  if (count <= most) return;
  const means = most === MOST_COLORS ? "colours" : "colours with dashes or symbols";
  throw new OptionError(`${who} tells at most ${most} ${what} apart by ${means}; there are ${count}: ${advice}`);
}

/**
 * The colours of the levels of a plot, in the order of these, with a legend above.
 * @param symbols what the legend shows of each: the dashes of its line where it has some
 * @param named whether an axis or the panels name the levels already
 */
export function colorChannel(
  colors: readonly string[],
  symbols: "filled" | "dots" | "lines",
  named: boolean = false,
): Channel {
  const legend = {
    orient: "top",
    direction: "horizontal",
    symbolOpacity: 1,
    ...symbolOf(colors, symbols),
    columns: 6,
  };
  return {
    field: "series",
    type: "nominal",
    title: null,
    scale: { domain: [...colors], range: colorRange(colors) },
    legend: named ? null : legend,
  };
}

function symbolOf(colors: readonly string[], symbols: "filled" | "dots" | "lines"): object {
  if (symbols === "filled") return DOTS.filled;
  if (symbols === "lines" && needDashes(colors)) return LINE_SYMBOLS;
  return colors.length > MOST_COLORS ? { symbolSize: 45 } : DOTS.dots;
}
