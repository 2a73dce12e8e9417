import { DataError, OptionError } from "../../../errors";
import type { Table } from "../../../table/table";
import type { PlotGroup } from "../plotShapes";
import type { Channel } from "../spec";
import { MOST_COLORS } from "./plotColors";

/**
 * From small to large numbers: every shade has a contrast of 3 on white as on near-black, and quarters of the way are
 * eight units apart (CIEDE2000) for readers with any of the three deficiencies of colour vision too.
 */
export const SHADES = ["#505ec6", "#716fa4", "#818181", "#b47a5a", "#db712f"];
/** From so few numbers on dots have shades; fewer are levels, each with a colour of its own. */
const FEWEST = 5;
/** So many different shades are drawn, each dot with the nearest: the dots of one are one path. */
const STEPS = 24;
/** Layers whose rows have a shade each. */
const OF_ROWS: readonly string[] = ["scatter", "text", "arrow", "strip"];

/** A column of numbers that colours stand for. */
export interface Shades {
  readonly name: string;
  /** By rows of the table. */
  readonly values: Float64Array;
}

/**
 * The column whose numbers are shades: one of more than ten values, or of five where nothing but single rows is drawn;
 * undefined where colours are of levels.
 */
export function shadesOf(table: Table, name: string | undefined, layers: readonly string[]): Shades | undefined {
  if (name === undefined || table.kind(name) !== "numeric") return undefined;
  const values = table.numeric(name);
  const count = new Set(values.filter(Number.isFinite)).size;
  const areShades = count > MOST_COLORS || (count >= FEWEST && layers.every((layer) => OF_ROWS.includes(layer)));
  return areShades ? { name, values } : undefined;
}

/** Parts of a group that are drawn in one shade each; its rows are one part, without a shade, where theirs differ. */
export function shadedParts<T extends Pick<PlotGroup, "rows">>(
  layer: string,
  group: T,
  { values }: Shades,
  [least, greatest]: readonly [number, number],
  pick: (group: T, places: readonly number[]) => T,
): { group: T; shade?: number }[] {
  const own = group.rows.map((row) => values[row]);
  if (new Set(own).size === 1) return [{ group, shade: own[0] }];
  if (!OF_ROWS.includes(layer)) return [{ group }];
  const step = (greatest - least) / (STEPS - 1);
  const parts = new Map<number, number[]>();
  own.forEach((value, i) => {
    const place = Math.round((value - least) / step);
    const members = parts.get(place);
    if (members === undefined) parts.set(place, [i]);
    else members.push(i);
  });
  return [...parts]
    .sort(([a], [b]) => a - b)
    .map(([place, members]) => ({ group: pick(group, members), shade: least + place * step }));
}

/** The least and the greatest number of the rows. */
export function endsOfShades({ name, values }: Shades, rows: Iterable<number>): [number, number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (const row of rows) [least, greatest] = [Math.min(least, values[row]), Math.max(greatest, values[row])];
  if (!Number.isFinite(greatest - least))
    throw new DataError(`shades are of numbers that a scale can hold; column '${name}' has ${least} to ${greatest}`);
  return [least, greatest];
}

/** Refuses a plot in which no shape has a shade, and lines through rows of several. */
export function checkShades({ name }: Shades, layers: readonly string[], isAnyShaded: boolean, grouped: boolean): void {
  if (layers.includes("heatmap"))
    throw new OptionError(`colours of the layer heatmap are counts, so that '${name}' cannot have them too`);
  if (layers.includes("line") && !grouped)
    throw new OptionError(
      `plot's layer line joins the rows of a group, and the numbers of '${name}' are shades, which make none: ` +
        `name them by { group: ${JSON.stringify(name)} } or by another column`,
    );
  if (isAnyShaded) return;
  throw new OptionError(
    `plot's layer ${layers.join(" and ")} cannot show the numbers of '${name}', ` +
      "which differ within its shapes; single rows have shades in the layers scatter and strip",
  );
}

/** The colour of a shape by its shade, with a ramp as legend. */
export function shadeChannel(name: string, [least, greatest]: readonly [number, number]): Channel {
  return {
    field: "shade",
    type: "quantitative",
    title: name,
    scale: { domain: [least, greatest], range: [...SHADES], zero: false, nice: false },
    legend: { type: "gradient", orient: "right", gradientOpacity: 1 },
  };
}
