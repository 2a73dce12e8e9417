import type { Channel, ChartSpec, DataRow, Layer } from "./spec";

/** Pixels that a name takes above its row, and from its middle to what it is of. */
const STRIP = 18;
const HALF = 10;
/** Pixels of the widest name. */
const WIDEST = 560;

/**
 * A chart of rows, such as ridges or intervals, whose names stand beside it on the left, with these above their rows
 * instead, which are higher by so much; undefined for any other.
 */
export function namesAbove(spec: object): object | undefined {
  const { layer, height, data } = spec as Partial<ChartSpec>;
  if (!Array.isArray(layer) || typeof height !== "number") return undefined;
  const names = layer.findIndex(isBeside);
  const domain = names < 0 ? undefined : domainOf(layer[names].encoding.y);
  if (domain === undefined) return undefined;
  const count = domain[1] - domain[0];
  const before = height / count;
  const row = before + STRIP;
  const rows = data?.values ?? [];
  const lower = (one: DataRow): DataRow => withLowerRidge(one, before / row);
  const middle = Math.max(0, ...rows.map((one) => topOf(lower(one)))) * row + HALF;
  return {
    ...spec,
    height: Math.round(row * count),
    ...(data === undefined ? {} : { data: { ...data, values: rows.map(lower) } }),
    layer: layer.map((own, i) => {
      if (i === names) return nameLayer(own, middle);
      return isUpright(own) ? betweenNames(own, layer[names], rows, { domain, middle, row }) : own;
    }),
  };
}

function isBeside({ mark, encoding }: Layer): boolean {
  const at = encoding?.x?.["value"];
  return mark?.type === "text" && mark["align"] === "right" && typeof at === "number" && at < 0;
}

/** Whether a layer is a line through all rows, such as that at zero. */
function isUpright({ mark, encoding }: Layer): boolean {
  return mark.type === "rule" && encoding.x !== undefined && encoding.x2 === undefined && encoding.y === undefined;
}

/** Such a line with gaps where names stand. */
function betweenNames(
  line: Layer,
  names: Layer,
  rows: readonly DataRow[],
  place: { readonly domain: readonly [number, number]; readonly middle: number; readonly row: number },
): Layer {
  const { domain, middle, row } = place;
  const { field, ...channel } = names.encoding.y!;
  const at = (names.data?.values ?? rows).map((one) => one[String(field)] as number).sort((a, b) => a - b);
  const [below, above] = [(middle - HALF) / row, (middle + HALF) / row];
  const ends = [domain[0], ...at.flatMap((y) => [y + below, y + above]), domain[1]];
  const parts = at.concat(0).map((_, i) => ({ low: ends[2 * i], high: Math.min(ends[2 * i + 1], domain[1]) }));
  const values = (line.data?.values ?? []).flatMap((own) =>
    parts.filter(({ low, high }) => low < high).map((part): DataRow => ({ ...own, ...part })),
  );
  return {
    ...line,
    data: { values },
    encoding: { ...line.encoding, y: { ...channel, field: "low" }, y2: { field: "high" } },
  };
}

function domainOf(channel: Channel | undefined): [number, number] | undefined {
  const { domain } = (channel?.["scale"] ?? {}) as { domain?: [number, number] };
  return domain;
}

/** A row whose ridge keeps its height in pixels where rows are higher. */
function withLowerRidge(row: DataRow, factor: number): DataRow {
  const { ridge, base } = row;
  if (!Array.isArray(ridge) || typeof base !== "number") return row;
  return { ...row, ridge: (ridge as number[]).map((value) => base + factor * (value - base)) };
}

/** How far what a row draws reaches above it, in rows. */
function topOf({ ridge, base, y }: DataRow): number {
  if (Array.isArray(ridge) && typeof base === "number") return Math.max(...(ridge as number[])) - base;
  return typeof y === "number" ? y - Math.round(y) : 0;
}

function nameLayer({ mark, encoding, ...own }: Layer, middle: number): Layer {
  return {
    ...own,
    mark: { ...mark, align: "left", baseline: "middle", dy: -middle, limit: WIDEST },
    encoding: { ...encoding, x: { value: 0 } },
  };
}
