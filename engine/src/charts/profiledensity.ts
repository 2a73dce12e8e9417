import { OptionError } from "../errors";
import { rounded } from "../show/rounded";
import { checkOptions } from "../table/options";
import { Chart } from "./chart";
import { axisRange } from "./parts/axisRange";
import { type Panel, type PanelSpec, panelSpec } from "./parts/panels";
import { curveOf, type ProfileTables, parametersOfType, placeAt } from "./parts/profileCurves";
import { ACCENT, tooltip } from "./parts/spec";

export interface ProfileDensityOptions {
  /** The parameters: "σ" (default), "β", "ρ" or "θ", in ASCII "sigma", "beta", "rho" or "theta". */
  ptype?: string;
  /** Where the curves end, in ζ. Default: 3. */
  zbd?: number;
  /** Whether all plots have the same vertical scale, so that their areas compare. Default: true. */
  shareYScale?: boolean;
  title?: string;
  /** Width of all plots together in pixels. Default: 600. */
  width?: number;
  /** Default: 220. */
  height?: number;
}

const KNOWN = ["ptype", "zbd", "shareYScale", "title", "width", "height"];
const MOST_IN_ROW = 4;
const POINTS = 150;

/** The density φ(ζ)·dζ/dparameter that the profile of each parameter gives, from ζ = −zbd to zbd. */
export function profiledensity(profile: ProfileTables, options: ProfileDensityOptions = {}): Chart<PanelSpec> {
  checkOptions("profiledensity", options, KNOWN);
  const { ptype = "σ", zbd = 3, shareYScale = true } = options;
  if (!(zbd > 0 && zbd < Infinity))
    throw new OptionError(`profiledensity's option zbd is a positive number, not ${String(zbd)}`);
  const parameters = parametersOfType("profiledensity", profile, ptype);
  const [zetas, densities] = [profile.zetatable({ points: POINTS }), profile.densities({ points: POINTS })];
  const curves = parameters.map((name) => {
    const zeta = curveOf(zetas, name, "zeta");
    const [from, to] = [placeAt(zeta, -zbd), placeAt(zeta, zbd)];
    const { x, y } = curveOf(densities, name, "density");
    const kept = Array.from(x.keys()).filter((i) => x[i] >= from && x[i] <= to);
    return { x: Float64Array.from(kept, (i) => x[i]), y: Float64Array.from(kept, (i) => y[i]) };
  });
  const highest = Math.max(...curves.flatMap(({ y }) => [...y]));
  const across = Math.min(MOST_IN_ROW, parameters.length);
  const panels = parameters.map((name, i): Panel => {
    const { x, y } = curves[i];
    const { domain, unit } = axisRange([x], `profiledensity's ${name}`);
    const top = shareYScale ? highest : Math.max(...y);
    const labelled = !shareYScale || i % across === 0;
    const width = Math.round((options.width ?? 600) / across) - (shareYScale ? 14 : 50);
    return {
      width,
      height: options.height ?? 220,
      data: { values: [{ x: rounded(x, unit, 2), y: rounded(y, top, 4) }] },
      layer: [
        {
          transform: [{ flatten: ["x", "y"] }],
          mark: {
            type: "area",
            color: ACCENT,
            line: { color: ACCENT, strokeWidth: 2 },
            fillOpacity: 0.18,
            clip: true,
            aria: false,
          },
          encoding: {
            x: {
              field: "x",
              type: "quantitative",
              title: name,
              scale: { domain, nice: false, zero: false },
              axis: { grid: false, tickCount: Math.max(3, Math.round(width / 60)), labelSeparation: 6 },
            },
            y: {
              field: "y",
              type: "quantitative",
              stack: null,
              title: i % across === 0 ? "density" : null,
              scale: { domain: [0, 1.05 * top], nice: false },
              axis: { labels: labelled },
            },
            tooltip: tooltip([name, "x"], ["density", "y"]),
          },
        },
      ],
    };
  });
  return new Chart(
    panelSpec({
      description: `Profile densities of ${parameters.join(", ")}`,
      title: options.title,
      columns: across,
      panels,
    }),
    { chart: "panels" },
  );
}
