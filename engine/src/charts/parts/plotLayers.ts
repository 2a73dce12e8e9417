import { rounded } from "../../show/rounded";
import type { AxisRange } from "./axisRange";
import { colorChannel, MOST_COLORS, roundOf, shapesOf } from "./colors/plotColors";
import { contourLayer } from "./contourLayer";
import { rampChannel } from "./heatmap";
import { placesOn } from "./logRange";
import type { Shape } from "./plotShapes";
import { dots, hovers } from "./segments";
import type { Channel, DataRow, Encoding, Layer } from "./spec";
import { ACCENT, dashesOf, MASS, NEUTRAL, needDashes, tooltip } from "./spec";

/** How the shapes of a panel are drawn. */
export interface ShapeStyle {
  /** Names of the colours; none where everything has the same. */
  readonly colors: readonly string[];
  /** Whether an axis or the panels name the colours too. */
  readonly isNamed: boolean;
  /** The colour of shapes that have a shade; the others are grey then. */
  readonly shade?: Channel;
  readonly x: Channel;
  readonly y: Channel;
  /** Hundredths of the axes. */
  readonly units: readonly [number, number];
  /** Whether there are so many dots that they are small. */
  readonly small: boolean;
  /** Width and height in pixels. */
  readonly size: readonly [number, number];
  /** How many panels the chart has. */
  readonly panels: number;
  /** What the areas of dots stand for. */
  readonly sizeTitle?: string;
  /** Whether curves are among the layers, which are dashed where there are many. */
  readonly curves: boolean;
  /** Whether this is the only layer; a line upon dots has a colour that stands out. */
  readonly alone: boolean;
  /** Whether the lines of this layer are dashed, as others of their colour lie beside them. */
  readonly dashed: boolean;
  /** Whether texts stand at dots, which they are not to cover. */
  readonly beside: boolean;
}

/** The marks of one layer in one panel: shapes of the same kind. */
export function shapeLayers(shapes: readonly Shape[], style: ShapeStyle): Layer[] {
  const {
    colors,
    units: [unitX, unitY],
  } = style;
  if (shapes.length === 0) return [];
  const shaded = shapes.filter(({ shade }) => shade !== undefined);
  if (shaded.length > 0 && shaded.length < shapes.length)
    return [
      ...shapeLayers(
        shapes.filter(({ shade }) => shade === undefined),
        style,
      ),
      ...shapeLayers(shaded, style),
    ];
  const [{ kind }] = shapes;
  if (kind === "contours") return shapes.map((shape) => contoursOf(shape, style));
  const values = shapes.map(
    (shape, part): DataRow => ({
      part,
      ...(colors.length === 0 ? {} : { series: colors[shape.color] }),
      ...(colors.length > MOST_COLORS ? { round: roundOf(shape.color) } : {}),
      ...(shape.shade === undefined ? {} : { shade: Number(shape.shade.toPrecision(6)) }),
      x: rounded(shape.x, unitX, 2),
      y: rounded(shape.y, unitY, 2),
      ...(shape.x2 === undefined ? {} : { x2: rounded(shape.x2, unitX, 2) }),
      ...(shape.y2 === undefined ? {} : { y2: rounded(shape.y2, unitY, 2) }),
      ...(shape.size === undefined ? {} : { size: Array.from(shape.size, (value) => Number(value.toPrecision(5))) }),
      ...(shape.texts === undefined ? {} : { text: [...shape.texts] }),
      ...(shape.rows === undefined ? {} : { row: shape.rows.map((i) => i + 1) }),
    }),
  );
  const data = { values };
  const encoding: Encoding = {
    x: style.x,
    y: style.y,
    detail: { field: "part", type: "nominal" },
    ...colorOf(style, shapes),
  };
  const plain = (own: string): { color?: string } =>
    encoding.color === undefined ? { color: style.shade === undefined ? own : NEUTRAL } : {};
  const dashes = dashesOf(colors);
  const series: [string, string][] = [
    ...(colors.length === 0 ? [] : [["level", "series"] as [string, string]]),
    ...(shapes[0].shade === undefined ? [] : [["shade", "shade"] as [string, string]]),
  ];
  const { shape } = shapesOf(colors, style.curves);
  const shapeOf = shape === undefined ? {} : { shape };
  const opacityOf = style.alone ? 0.8 : 0.6;
  if (kind === "dots") {
    const flattened = { fields: ["x", "y", "row"], encoding };
    const { small } = style;
    const drawn: Layer[] =
      shape === undefined || style.isNamed
        ? [
            {
              data,
              ...dots(
                {
                  ...flattened,
                  style: {
                    ...plain(ACCENT),
                    opacity: opacityOf,
                    strokeWidth: small ? 2.5 : 4.5,
                    clip: true,
                    aria: false,
                  },
                },
                { x: "x", y: "y", unit: unitX / 50 },
              ),
            },
          ]
        : [
            {
              data,
              transform: [{ flatten: flattened.fields }],
              mark: { type: "point", filled: true, opacity: opacityOf, size: small ? 14 : 30, clip: true, aria: false },
              encoding: { ...encoding, x: { ...encoding.x, field: "x" }, y: { ...encoding.y, field: "y" }, ...shapeOf },
            },
          ];
    return [
      ...drawn,
      {
        data,
        ...hovers(flattened, { x: "x", y: "y", lines: tooltip(...series, ["row", "row"], ["x", "x"], ["y", "y"]) }),
      },
    ];
  }
  const fields = kind === "bars" ? ["x", "x2", "y"] : ["x", "y"];
  const placed = { ...encoding, x: { ...encoding.x, field: "x" }, y: { ...encoding.y, field: "y", stack: null } };
  const transform = [{ flatten: fields }];
  if (kind === "texts") {
    const place = style.beside ? { baseline: "bottom", dy: -4 } : { baseline: "middle" };
    const mark = { type: "text", ...place, clip: true, aria: false, ...plain(NEUTRAL) };
    const text = { field: "text", type: "nominal" };
    return [{ data, transform: [{ flatten: ["x", "y", "text"] }], mark, encoding: { ...placed, text } }];
  }
  if (kind === "sized") {
    const circle = shape === undefined ? { shape: "circle" } : {};
    const mark = { type: "point", ...circle, filled: true, opacity: 0.6, clip: true, ...plain(ACCENT) };
    const size = {
      field: "size",
      type: "quantitative",
      title: style.sizeTitle ?? "size",
      scale: { range: [0, 500], zero: true, nice: false },
      legend: { orient: "right", ...(encoding.color === undefined ? {} : { symbolFillColor: NEUTRAL }) },
    };
    const tips = tooltip(...series, ["row", "row"], ["x", "x"], ["y", "y"], ["size", "size"]);
    const flatten = ["x", "y", "size", "row"];
    return [{ data, transform: [{ flatten }], mark, encoding: { ...placed, ...shapeOf, size, tooltip: tips } }];
  }
  if (kind === "cells") {
    const flatten = ["x", "x2", "y", "y2", "size"];
    return [
      {
        data,
        transform: [{ flatten }],
        mark: { type: "rect", clip: true, aria: false },
        encoding: {
          ...placed,
          x2: { field: "x2" },
          y2: { field: "y2" },
          color: rampChannel("size", "count"),
          tooltip: tooltip(["x from", "x"], ["y from", "y"], ["count", "size"]),
        },
      },
    ];
  }
  if (kind === "arrows") {
    const heads = shapes.map((shape, part): DataRow => ({ ...values[part], ...headsOf(shape, style) }));
    const mark = { type: "line", strokeWidth: 1.3, clip: true, aria: false, ...plain(ACCENT) };
    const transform = [{ flatten: ["x", "y"] }, { window: [{ op: "row_number", as: "place" }] }];
    const order = { field: "place", type: "quantitative" };
    return [{ data: { values: heads }, transform, mark, encoding: { ...placed, order } }];
  }
  if (kind === "path" || kind === "step") {
    return [
      {
        data,
        transform,
        mark: {
          type: "line",
          ...plain(style.alone ? ACCENT : MASS),
          strokeWidth: style.alone && kind === "path" ? 1.3 : 2,
          ...(kind === "step" ? { interpolate: "step-after" } : {}),
          ...(style.dashed ? { strokeDash: [6, 4] } : {}),
          clip: true,
          aria: false,
        },
        encoding: { ...placed, ...dashes },
      },
    ];
  }
  if (kind === "area") {
    const line = { ...plain(ACCENT), strokeWidth: 2 };
    const tips = tooltip(...series, ["x", "x"], ["density", "y"]);
    if (shapes[0].shade !== undefined)
      return [{ data, transform, mark: { type: "line", ...line, clip: true }, encoding: { ...placed, tooltip: tips } }];
    return [
      {
        data,
        transform,
        mark: {
          type: "area",
          ...plain(ACCENT),
          ...(needDashes(colors) ? {} : { line }),
          fillOpacity: 0.18,
          clip: true,
          aria: false,
        },
        encoding: { ...placed, tooltip: tips },
      },
      ...(needDashes(colors)
        ? [
            {
              data,
              transform,
              mark: { type: "line", ...line, clip: true, aria: false },
              encoding: { ...placed, ...dashes },
            },
          ]
        : []),
    ];
  }
  const tips = tooltip(...series, ["from", "x"], ["to", "x2"], ["count", "y"]);
  return [
    {
      data,
      transform,
      mark: {
        type: "bar",
        ...plain(ACCENT),
        opacity: encoding.color === undefined ? 1 : 0.55,
        binSpacing: 0.5,
        aria: false,
      },
      encoding: { ...placed, x: { ...placed.x, bin: "binned" }, x2: { field: "x2" }, tooltip: tips },
    },
  ];
}

/** The colour of shapes that stands for something; nothing where all have the same. */
function colorOf(style: ShapeStyle, shapes: readonly Shape[]): { color?: Channel } {
  if (style.shade !== undefined && shapes[0].shade !== undefined) return { color: style.shade };
  if (style.colors.length === 0) return {};
  return { color: colorChannel(style.colors, symbolsOf(style, shapes[0].kind), style.isNamed) };
}

function symbolsOf({ curves, colors }: ShapeStyle, kind: Shape["kind"]): "filled" | "dots" | "lines" {
  if (kind === "bars") return "filled";
  return curves && needDashes(colors) ? "lines" : "dots";
}

/** Lines around shares of the points, in the colour of their group. */
function contoursOf({ x, y, color, shade }: Shape, style: ShapeStyle): Layer {
  const { colors, x: channelX, y: channelY, panels } = style;
  const [onX, onY] = [placesAlong(channelX, style.units[0]), placesAlong(channelY, style.units[1])];
  const onPlaces = contourLayer(
    x.map(onX.there),
    y.map(onY.there),
    { across: 0, up: 0, x: channelX, y: channelY, rangeX: onX.range, rangeY: onY.range },
    panels * Math.max(1, colors.length),
  );
  const layer: Layer = {
    ...onPlaces,
    data: {
      values: onPlaces.data!.values.map((row) => ({
        ...row,
        x: (row["x"] as number[]).map(onX.back),
        y: (row["y"] as number[]).map(onY.back),
      })),
    },
  };
  const { color: _, ...mark } = layer.mark;
  if (style.shade !== undefined)
    return shade === undefined
      ? { ...layer, mark: { ...mark, type: "line", color: NEUTRAL } }
      : {
          ...layer,
          data: { values: layer.data!.values.map((row) => ({ ...row, shade })) },
          mark: { ...mark, type: "line" },
          encoding: { ...layer.encoding, color: style.shade },
        };
  if (colors.length === 0) return layer;
  return {
    ...layer,
    data: { values: layer.data!.values.map((row) => ({ ...row, series: colors[color] })) },
    mark: { ...mark, type: "line" },
    encoding: {
      ...layer.encoding,
      color: colorChannel(colors, symbolsOf(style, "contours"), style.isNamed),
      ...dashesOf(colors),
    },
  };
}

/** The way of numbers to where an axis has them and back, and what it spans there. */
function placesAlong(channel: Channel, unit: number) {
  const { domain, type } = channel["scale"] as { domain: [number, number]; type?: "log" };
  if (type !== "log") return { ...placesOn("linear"), range: { domain, unit } };
  const { there, back } = placesOn("log");
  const [from, to] = domain.map(there);
  const range: AxisRange = { domain: [from, to], unit: (to - from) / 100 };
  return { there, back: (place: number): number => Number(back(place).toPrecision(5)), range };
}

/** Pixels of an arrow's head. */
const HEAD = 7;

/**
 * Arrows as one line with gaps: from (x, y) to (x2, y2), and to both ends of a head, whose angles are those of the plot
 * at its own size.
 */
function headsOf(
  { x, y, x2 = x, y2 = y }: Shape,
  { x: channelX, y: channelY, size: [width, height] }: ShapeStyle,
): { x: (number | null)[]; y: (number | null)[] } {
  const span = (channel: Channel): number => {
    const [from, to] = (channel["scale"] as { domain: [number, number] }).domain;
    return to - from;
  };
  const [unitX, unitY] = [span(channelX) / width, span(channelY) / height];
  const out: { x: (number | null)[]; y: (number | null)[] } = { x: [], y: [] };
  const add = (px: number | null, py: number | null): void => {
    out.x.push(px === null ? null : Number(px.toPrecision(6)));
    out.y.push(py === null ? null : Number(py.toPrecision(6)));
  };
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [(x2[i] - x[i]) / unitX, (y2[i] - y[i]) / unitY];
    const length = Math.sqrt(dx * dx + dy * dy);
    const head = Math.min(HEAD, length / 2);
    const side = (turn: number): void =>
      add(
        x2[i] - (length === 0 ? 0 : (head * (dx - turn * 0.5 * dy)) / length) * unitX,
        y2[i] - (length === 0 ? 0 : (head * (dy + turn * 0.5 * dx)) / length) * unitY,
      );
    add(x[i], y[i]);
    add(x2[i], y2[i]);
    side(1);
    add(x2[i], y2[i]);
    side(-1);
    add(null, null);
  }
  return out;
}
