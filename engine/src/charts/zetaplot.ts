import { normalBound } from "../distributions/normalQuantile";
import { OptionError } from "../errors";
import { rounded } from "../show/rounded";
import { checkOptions } from "../table/options";
import { Chart } from "./chart";
import { axisRange } from "./parts/axisRange";
import { checkedLevels, percentOf } from "./parts/level";
import { type Panel, type PanelSpec, panelSpec } from "./parts/panels";
import { type Curve, curveOf, type ProfileTables, parametersOfType, placeAt } from "./parts/profileCurves";
import type { Channel, DataRow, Layer } from "./parts/spec";
import { ACCENT, MASS, tooltip } from "./parts/spec";

export interface ZetaOptions {
  /** The parameters: "β" (default), "σ", "ρ" or "θ", in ASCII "beta", "sigma", "rho" or "theta". */
  ptype?: string;
  /** Whether |ζ| is drawn, with the intervals at the levels of `coverage`. Default: false. */
  absv?: boolean;
  /** Levels of the intervals. Default: 0.5, 0.8, 0.9, 0.95, 0.99. */
  coverage?: readonly number[];
  /** Where the curves end, in ζ. Default: 5 % beyond the greatest level of `coverage`. */
  zbd?: number;
  title?: string;
  /** Width of all plots together in pixels. Default: 600. */
  width?: number;
  /** Default: 240. */
  height?: number;
}

const KNOWN = ["ptype", "absv", "coverage", "zbd", "title", "width", "height"];
const MOST_IN_ROW = 4;
const POINTS = 120;

/**
 * The profile ζ of each parameter, the signed root of how much the objective rises when the parameter is fixed: a
 * straight line if the estimate is normal (Bates, Mächler, Bolker & Walker 2015, §5.1). A dashed line goes on from the
 * estimate as a normal one would; with `absv` the lines under the V are the profile intervals.
 */
export function zetaplot(profile: ProfileTables, options: ZetaOptions = {}): Chart<PanelSpec> {
  checkOptions("zetaplot", options, KNOWN);
  const { ptype = "β", absv = false, coverage = [0.5, 0.8, 0.9, 0.95, 0.99] } = options;
  const zbd =
    options.zbd ?? 1.05 * Math.max(...checkedLevels("zetaplot's levels of coverage", coverage).map(normalBound));
  if (!(zbd > 0 && zbd < Infinity))
    throw new OptionError(`zetaplot's option zbd is a positive number, not ${String(zbd)}`);
  const parameters = parametersOfType("zetaplot", profile, ptype);
  const fine = profile.zetatable({ points: POINTS });
  const across = Math.min(MOST_IN_ROW, parameters.length);
  const width = Math.round((options.width ?? 600) / across) - 14;
  const height = options.height ?? 240;
  const panels = parameters.map((name, i): Panel => {
    const whole = curveOf(fine, name, "zeta");
    const curve = within(whole, zbd);
    const { domain, unit } = axisRange([curve.x], `zetaplot's ${name}`);
    const first = i % across === 0;
    const x = {
      type: "quantitative",
      title: name,
      scale: { domain, nice: false, zero: false },
      axis: { grid: false, tickCount: Math.max(3, Math.round(width / 60)) },
    };
    const y = {
      type: "quantitative",
      title: first ? (absv ? "|ζ|" : "ζ") : null,
      scale: { domain: absv ? [0, zbd] : [-zbd, zbd], nice: false },
      axis: { labels: first },
    };
    const shown = absv ? withVertex(curve) : curve;
    const drawn = absv ? shown.y.map(Math.abs) : shown.y;
    const line: Layer = {
      transform: [{ flatten: ["x", "y"] }],
      mark: { type: "line", color: ACCENT, strokeWidth: 2, clip: true, aria: false },
      encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" }, tooltip: tooltip([name, "x"], ["ζ", "y"]) },
    };
    return {
      width,
      height,
      data: { values: [{ x: rounded(shown.x, unit, 2), y: rounded(drawn, 1, 3) }] },
      layer: absv
        ? [intervalLayer(whole, coverage, x, y, unit), line]
        : [tangent(curve, x, y, domain), line, computed(profile, name, zbd, x, y, unit)],
    };
  });
  return new Chart(
    panelSpec({
      description: `Profile ${absv ? "|ζ|" : "ζ"} of ${parameters.join(", ")}`,
      title: options.title,
      columns: across,
      panels,
    }),
    { chart: "panels" },
  );
}

/** The part of a curve with |ζ| ≤ zbd, up to where it passes ±zbd. */
function within(curve: Curve, zbd: number): Curve {
  const { x, y } = curve;
  const inside = Array.from(y.keys())
    .filter((i) => Math.abs(y[i]) < zbd)
    .map((i) => ({ x: x[i], y: y[i] }));
  const lower = y[0] <= -zbd ? [{ x: placeAt(curve, -zbd), y: -zbd }] : [];
  const upper = y[y.length - 1] >= zbd ? [{ x: placeAt(curve, zbd), y: zbd }] : [];
  const points = [...lower, ...inside, ...upper];
  return { x: Float64Array.from(points, (point) => point.x), y: Float64Array.from(points, (point) => point.y) };
}

/** The curve with the estimate among its points, so that |ζ| comes down to 0 there. */
function withVertex(curve: Curve): Curve {
  const { x, y } = curve;
  const next = y.findIndex((value) => value >= 0);
  if (next <= 0 || y[next] === 0) return curve;
  const inserted = (values: Float64Array, value: number): Float64Array =>
    Float64Array.of(...values.subarray(0, next), value, ...values.subarray(next));
  return { x: inserted(x, placeAt(curve, 0)), y: inserted(y, 0) };
}

/** The points of the profile that were computed. */
function computed(profile: ProfileTables, name: string, zbd: number, x: Channel, y: Channel, unit: number): Layer {
  const { x: at, y: zeta } = curveOf(profile.tbl, name, "zeta");
  const kept = Array.from(at.keys()).filter((i) => Math.abs(zeta[i]) <= zbd);
  return {
    data: { values: kept.map((i): DataRow => ({ x: rounded([at[i]], unit, 2)[0], y: rounded([zeta[i]], 1, 3)[0] })) },
    mark: {
      type: "point",
      shape: "circle",
      filled: true,
      opacity: 1,
      size: 18,
      color: ACCENT,
      clip: true,
      aria: false,
    },
    encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" }, tooltip: tooltip([name, "x"], ["ζ", "y"]) },
  };
}

/** The line that the curve touches at the estimate. */
function tangent(curve: Curve, x: Channel, y: Channel, [from, to]: [number, number]): Layer {
  const estimate = placeAt(curve, 0);
  const last = curve.x.length - 1;
  const next = Math.max(
    1,
    Math.min(
      last - 1,
      curve.x.findIndex((value) => value >= estimate),
    ),
  );
  const slope =
    last < 2
      ? (curve.y[last] - curve.y[0]) / (curve.x[last] - curve.x[0])
      : (curve.y[next + 1] - curve.y[next - 1]) / (curve.x[next + 1] - curve.x[next - 1]);
  return {
    data: { values: [from, to].map((at): DataRow => ({ x: at, y: slope * (at - estimate) })) },
    mark: { type: "line", color: "#777c82", strokeDash: [4, 3], strokeWidth: 1.2, clip: true, aria: false },
    encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" } },
  };
}

/** The interval of each level, at the height of its ζ; it ends where the curve does. */
function intervalLayer(curve: Curve, coverage: readonly number[], x: Channel, y: Channel, unit: number): Layer {
  const values = coverage.map((level): DataRow => {
    const z = normalBound(level);
    const [lower, upper] = rounded([placeAt(curve, -z), placeAt(curve, z)], unit, 2);
    return { level: percentOf(level), z: rounded([z], 1, 4)[0], lower, upper };
  });
  return {
    data: { values },
    mark: { type: "rule", color: MASS, strokeWidth: 1.6, clip: true, aria: false },
    encoding: {
      x: { ...x, field: "lower" },
      x2: { field: "upper" },
      y: { ...y, field: "z" },
      tooltip: tooltip(["level", "level"], ["from", "lower"], ["to", "upper"]),
    },
  };
}
