type Part = { readonly [key: string]: unknown };
type Rows = readonly unknown[];

/** No chart of the engine has as many. */
export const MOST_PARTS = 1_000_000;
/** Title, lines and ticks of a panel's axes, beside those that its width and its levels bring. */
const PARTS_OF_PANEL = 30;
/** Vega asks for a tick every 40 pixels (a line, a label, one of the grid) and takes up to twice as many. */
const PIXELS_OF_PART = 6;
/** The width of a panel that says none. */
const USUAL_SIZE = 200;

/** The data that the reader's choice of a level replaces. */
const INTERVALS = "intervals";

/** What a view has of those around it. */
interface Around {
  readonly values: Rows;
  /** Rows that the transforms so far make of each of `values`, at most. */
  readonly factor: number;
  /** Fields that transforms have written, whose contents `values` do not tell. */
  readonly written: ReadonlySet<string>;
  /** Panels of facets, at most, in each of which a view is drawn. */
  readonly panels: number;
  readonly isLayer: boolean;
  /** Of the intervals that the reader may choose. */
  readonly rows: Rows;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * How many marks and parts of axes a specification draws, at most: a mark for each row of the data, times what
 * `flatten` and `fold` make of it, and the axes of each panel. A few kilobytes can ask for more than any page can hold.
 * Infinity where a transform multiplies rows by what another one has made, which cannot be told without doing it.
 * @param rows - of the intervals that the reader may choose, which are drawn in place of those of the specification
 */
export function drawnParts(spec: unknown, rows: Rows = []): number {
  return partsBelow(spec, { values: [], factor: 1, written: NONE, panels: 1, isLayer: false, rows });
}

function partsBelow(value: unknown, around: Around): number {
  const part = record(value);
  const encoding = record(part["encoding"]);
  const { name, values } = record(part["data"]);
  // Each is drawn as an interval and as a handle at either end.
  const own = name === INTERVALS ? [...list(values), ...around.rows, ...around.rows, ...around.rows] : values;
  const begun = Array.isArray(own) ? { ...around, values: own, factor: around.panels, written: NONE } : around;
  const here = list(part["transform"]).reduce<Around>((so, step) => transformed(so, record(step)), begun);
  const panels = [part["facet"], encoding].reduce<number>(
    (product, one) => times(product, panelsOf(record(one), here)),
    here.panels,
  );
  const isView = "mark" in part || "layer" in part;
  const axes = isView ? times(panels, axesOf(part, encoding, here)) : 0;
  const marks = "mark" in part ? times(here.values.length, here.factor) : 0;
  const below = (inner: readonly unknown[], isLayer: boolean): number =>
    inner.reduce<number>((sum, one) => sum + partsBelow(one, { ...here, panels, isLayer }), 0);
  const views = ["concat", "hconcat", "vconcat"].flatMap((key) => list(part[key])).concat(part["spec"] ?? []);
  return marks + axes + below(list(part["layer"]), true) + below(views, false);
}

function transformed(around: Around, step: Part): Around {
  const fields = list(step["flatten"]).map(String);
  const folded = list(step["fold"]);
  const grown = times(Math.max(1, folded.length), fields.length === 0 ? 1 : longest(fields, around));
  const as = Array.isArray(step["as"]) ? step["as"] : step["as"] === undefined ? [] : [step["as"]];
  const named = [...as, ...list(step["window"]).map((one) => record(one)["as"])].map(String);
  const defaults = folded.length > 0 ? ["key", "value"] : [];
  const written = new Set([...around.written, ...fields, ...named, ...defaults]);
  return { ...around, factor: times(around.factor, grown), written };
}

/** The most elements that a row has in one of the fields. */
function longest(fields: readonly string[], { values, written }: Around): number {
  if (fields.some((field) => written.has(field))) return Infinity;
  const lengthIn = (row: unknown): number =>
    fields.reduce((most, field) => Math.max(most, lengthOf(record(row)[field])), 1);
  return values.reduce<number>((most, row) => Math.max(most, lengthIn(row)), 1);
}

/** As `flatten` asks: texts have a length too, and so has whatever says so. */
function lengthOf(value: unknown): number {
  const { length } = typeof value === "string" ? value : record(value);
  return typeof length === "number" && length > 0 ? length : 0;
}

/** The panels of a facet, or of an encoding with rows and columns of panels. */
function panelsOf(part: Part, around: Around): number {
  return [part, part["row"], part["column"], part["facet"]].reduce<number>((product, channel) => {
    const { field } = record(channel);
    return field === undefined ? product : times(product, distinct(field, around));
  }, 1);
}

/** How many values a field has, at most. */
function distinct(field: unknown, { values, factor, written }: Around): number {
  if (written.has(String(field))) return Math.max(1, times(values.length, factor));
  return Math.max(1, new Set(values.map((row) => String(record(row)[String(field)]))).size);
}

/** The parts of the axes of one panel; layers share theirs, but for what each of them names. */
function axesOf(part: Part, encoding: Part, around: Around): number {
  const own = ["x", "y"].reduce((sum, name) => {
    const channel = record(encoding[name]);
    const isDiscrete = channel["type"] === "nominal" || channel["type"] === "ordinal";
    return sum + (isDiscrete ? distinct(channel["field"], around) : 0) + list(record(channel["axis"])["values"]).length;
  }, 0);
  const sizes = [part["width"], part["height"]].map((size) => (typeof size === "number" ? Math.abs(size) : USUAL_SIZE));
  return own + (around.isLayer ? 0 : PARTS_OF_PANEL + (sizes[0]! + sizes[1]!) / PIXELS_OF_PART);
}

/** A product in which nothing, however often, is nothing. */
function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function record(value: unknown): Part {
  return typeof value === "object" && value !== null ? (value as Part) : {};
}

function list(value: unknown): Rows {
  return Array.isArray(value) ? value : [];
}
