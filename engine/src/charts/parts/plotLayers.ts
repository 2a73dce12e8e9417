import { rounded } from "../../show/rounded";
import type { Shape } from "./plotShapes";
import { dots, hovers } from "./segments";
import type { Channel, DataRow, Encoding, Layer } from "./spec";
import { ACCENT, MASS, PALETTE, tooltip } from "./spec";

/** How the shapes of a panel are drawn. */
export interface ShapeStyle {
  /** Names of the colours; none where everything has the same. */
  readonly colors: readonly string[];
  readonly x: Channel;
  readonly y: Channel;
  /** Hundredths of the axes. */
  readonly units: readonly [number, number];
  /** Whether there are so many dots that they are small. */
  readonly small: boolean;
  /** Whether this is the only layer; a line upon dots has a colour that stands out. */
  readonly alone: boolean;
}

/** The marks of one layer in one panel: shapes of the same kind. */
export function shapeLayers(shapes: readonly Shape[], style: ShapeStyle): Layer[] {
  const {
    colors,
    units: [unitX, unitY],
  } = style;
  if (shapes.length === 0) return [];
  const [{ kind }] = shapes;
  const values = shapes.map(
    (shape, part): DataRow => ({
      part,
      ...(colors.length === 0 ? {} : { series: colors[shape.color] }),
      x: rounded(shape.x, unitX, 2),
      y: rounded(shape.y, unitY, 2),
      ...(shape.x2 === undefined ? {} : { x2: rounded(shape.x2, unitX, 2) }),
      ...(shape.rows === undefined ? {} : { row: shape.rows.map((i) => i + 1) }),
    }),
  );
  const data = { values };
  const encoding: Encoding = {
    x: style.x,
    y: style.y,
    detail: { field: "part", type: "nominal" },
    ...(colors.length === 0 ? {} : { color: colorOf(colors, kind === "bars") }),
  };
  const series: [string, string][] = colors.length === 0 ? [] : [["level", "series"]];
  if (kind === "dots") {
    const flattened = { fields: ["x", "y", "row"], encoding };
    const { small, alone } = style;
    return [
      {
        data,
        ...dots(
          {
            ...flattened,
            style: {
              ...plain(colors, ACCENT),
              opacity: alone ? 0.8 : 0.6,
              strokeWidth: small ? 2.5 : 4.5,
              clip: true,
              aria: false,
            },
          },
          { x: "x", y: "y", unit: unitX / 50 },
        ),
      },
      {
        data,
        ...hovers(flattened, { x: "x", y: "y", lines: tooltip(...series, ["row", "row"], ["x", "x"], ["y", "y"]) }),
      },
    ];
  }
  const fields = kind === "bars" ? ["x", "x2", "y"] : ["x", "y"];
  const placed = { ...encoding, x: { ...encoding.x, field: "x" }, y: { ...encoding.y, field: "y", stack: null } };
  const transform = [{ flatten: fields }];
  if (kind === "path") {
    return [
      {
        data,
        transform,
        mark: {
          type: "line",
          ...plain(colors, style.alone ? ACCENT : MASS),
          strokeWidth: style.alone ? 1.3 : 2,
          clip: true,
          aria: false,
        },
        encoding: placed,
      },
    ];
  }
  if (kind === "area") {
    return [
      {
        data,
        transform,
        mark: {
          type: "area",
          ...plain(colors, ACCENT),
          line: { strokeWidth: 2 },
          fillOpacity: 0.18,
          clip: true,
          aria: false,
        },
        encoding: { ...placed, tooltip: tooltip(...series, ["x", "x"], ["density", "y"]) },
      },
    ];
  }
  const tips = tooltip(...series, ["from", "x"], ["to", "x2"], ["count", "y"]);
  return [
    {
      data,
      transform,
      mark: {
        type: "bar",
        ...plain(colors, ACCENT),
        opacity: colors.length === 0 ? 1 : 0.55,
        binSpacing: 0.5,
        aria: false,
      },
      encoding: { ...placed, x: { ...placed.x, bin: "binned" }, x2: { field: "x2" }, tooltip: tips },
    },
  ];
}

function plain(colors: readonly string[], color: string): { color?: string } {
  return colors.length === 0 ? { color } : {};
}

function colorOf(colors: readonly string[], filled: boolean): Channel {
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
