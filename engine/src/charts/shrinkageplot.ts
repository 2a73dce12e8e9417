import { DataError, OptionError } from "../errors";
import { cos } from "../math/cos";
import { log } from "../math/log";
import { sin } from "../math/sin";
import { checkMixedModel } from "../model/checkModel";
import { LinearMixedModel } from "../model/linearMixedModel";
import type { MixedModel } from "../model/mixedModel";
import { checkedGrouping } from "../model/ranefInfo";
import { rounded } from "../show/rounded";
import { checkOptions } from "../table/options";
import { Chart } from "./chart";
import { DISC } from "./parts/colors/plotColors";
import { checkedColumns } from "./parts/effectColumns";
import { checkedLevels, percentOf } from "./parts/level";
import { type Pair, pairPanels } from "./parts/pairs";
import { type PanelSpec, panelSpec } from "./parts/panels";
import { dots, hovers, segments } from "./parts/segments";
import type { Channel, DataRow, Layer } from "./parts/spec";
import { ACCENT, tooltip } from "./parts/spec";

export interface ShrinkageOptions {
  /** Names of the effects, at least two. Default: all. */
  cols?: readonly string[];
  /**
   * θ of the reference, of the model's length. Default: 10⁴ on the diagonals of all λ, which hardly shrinks at all; of
   * a generalized model 100 standard errors of the effects.
   */
  θref?: ArrayLike<number>;
  thetaref?: ArrayLike<number>;
  /** Whether ellipses show the estimated distribution of the effects. Default: false. */
  ellipse?: boolean;
  /** Shares of the effects within the ellipses. Default: 0.5, 0.8 and 0.95. */
  ellipseLevels?: readonly number[];
  title?: string;
  /** Width of all plots together in pixels. Default: 600, 360 for a single plot. */
  width?: number;
}

const KNOWN = ["cols", "θref", "thetaref", "ellipse", "ellipseLevels", "title", "width"];
const REFERENCE = "without shrinkage";
const SHRUNK = "conditional mode";
const COLORS = ["#e0812b", ACCENT];
const ELLIPSE_POINTS = 60;
/** The scale of λ at which nothing is shrunk that the data determine; larger ones cost digits. */
const LARGE = 1e4;

/**
 * Where the model moves each level: from the effects that its own data give (the conditional modes at a θ so large that
 * nothing is shrunk) to the conditional modes at the estimate, for each pair of a grouping factor's random effects.
 * @param grouping default: the first grouping factor
 */
export function shrinkageplot(model: MixedModel, grouping?: string, options: ShrinkageOptions = {}): Chart<PanelSpec> {
  checkMixedModel("shrinkageplot", model);
  checkOptions("shrinkageplot", options, KNOWN);
  const name = checkedGrouping(model, grouping);
  const t = model.groupings.indexOf(name);
  const term = model.data.terms[t];
  const cols = checkedColumns("shrinkageplot", options.cols, term.names);
  if (cols.length < 2)
    throw new DataError(
      `shrinkageplot draws pairs of random effects, but ${name} has only '${cols[0]}'; ` +
        `caterpillar(m, "${name}") draws one`,
    );
  const s = term.names.length;
  const places = cols.map((col) => term.names.indexOf(col));
  const column = (modes: Float64Array, place: number): Float64Array =>
    Float64Array.from(term.levelNames, (_, l) => modes[l * s + place]);
  const reference = model.modesAt(referenceTheta(model, options))[t];
  const estimate = model.modesAt(model.theta)[t];
  const from = places.map((place) => column(reference, place));
  const to = places.map((place) => column(estimate, place));
  const lambda = model.lambda[t];
  const fields = (c: number): { from: string; to: string } => ({ from: `from${c}`, to: `to${c}` });
  // The outermost ellipse has room, too.
  const outermost = Math.max(...(options.ellipseLevels ?? [0.5, 0.8, 0.95]));
  const reach = (c: number): number[][] => {
    if (!options.ellipse || !(outermost > 0 && outermost < 1)) return [];
    const variance = Array.from({ length: s }, (_, k) => lambda[places[c] * s + k] ** 2).reduce((a, b) => a + b, 0);
    const sigma = model instanceof LinearMixedModel ? model.sigma : 1;
    const radius = sigma * Math.sqrt(-2 * log(1 - outermost) * variance);
    return [[-radius, radius]];
  };
  const many = term.levels * cols.length * (cols.length - 1) > 1200;
  const grid = pairPanels(
    cols.map((col, c) => ({ name: col, samples: [from[c], to[c], ...reach(c)] })),
    options.width ?? (cols.length === 2 ? 360 : 600),
    "shrinkageplot",
    (pair) => {
      const { x, y } = pair;
      const [across, up] = [fields(pair.across), fields(pair.up)];
      const all = ["level", across.from, across.to, up.from, up.to];
      const colored = (which: string): Channel => ({
        datum: which,
        type: "nominal",
        title: null,
        scale: { domain: [REFERENCE, SHRUNK], range: COLORS },
        legend: { orient: "top", direction: "horizontal", ...DISC },
      });
      const flattened = { fields: all, encoding: { x, y } };
      const lines = tooltip(
        ["level", "level"],
        ["own data, across", across.from],
        ["own data, up", up.from],
        ["mode, across", across.to],
        ["mode, up", up.to],
      );
      const dot = (which: string, fieldX: string, fieldY: string): Layer =>
        dots(
          {
            ...flattened,
            encoding: { x, y, color: colored(which) },
            style: { strokeWidth: many ? 3 : 5.5, aria: false },
          },
          { x: fieldX, y: fieldY, unit: pair.rangeX.unit / 50 },
        );
      return [
        ...(options.ellipse
          ? [
              ellipseLayer(
                pair,
                places,
                lambda,
                s,
                model instanceof LinearMixedModel ? model.sigma : 1,
                options.ellipseLevels,
              ),
            ]
          : []),
        segments(
          { ...flattened, style: { color: "#777c82", opacity: 0.6, strokeWidth: many ? 0.7 : 1.1, aria: false } },
          { x: across.from, x2: across.to, y: up.from, y2: up.to },
        ),
        dot(REFERENCE, across.from, up.from),
        dot(SHRUNK, across.to, up.to),
        hovers(flattened, { x: across.from, y: up.from, lines }),
        hovers(flattened, { x: across.to, y: up.to, lines, suffix: "Mode" }),
      ];
    },
  );
  const values = cols.flatMap((_, c) => {
    const { from: start, to: end } = fields(c);
    return [
      [start, rounded(from[c], grid.ranges[c].unit, 2)],
      [end, rounded(to[c], grid.ranges[c].unit, 2)],
    ] as const;
  });
  return new Chart(
    panelSpec({
      description: `Shrinkage of the random effects of ${name}: ${cols.join(", ")} of ${term.levels} levels`,
      title: options.title,
      ...grid,
      values: [{ level: [...term.levelNames], ...Object.fromEntries(values) }],
    }),
    { chart: "panels" },
  );
}

function large({ data: { layout } }: LinearMixedModel): Float64Array {
  return layout.identity().map((value) => LARGE * value);
}

function referenceTheta(model: MixedModel, { θref, thetaref }: ShrinkageOptions): Float64Array {
  const given = θref ?? thetaref;
  if (given === undefined) return model instanceof LinearMixedModel ? large(model) : model.hardlyShrinkingTheta();
  const k = model.theta.length;
  if (given.length !== k)
    throw new OptionError(`shrinkageplot's option θref has the ${k} elements of the model's θ; got ${given.length}`);
  const theta = Float64Array.from(given);
  if (!theta.every(Number.isFinite))
    throw new OptionError(
      `shrinkageplot's option θref holds finite numbers, not ${theta.find((value) => !Number.isFinite(value))}`,
    );
  return theta;
}

/** Ellipses that hold shares p of N(0, σ²λλᵀ) in the plane of two effects: of radius √(−2·log(1 − p)). */
function ellipseLayer(
  pair: Pair,
  places: readonly number[],
  lambda: Float64Array,
  s: number,
  sigma: number,
  levels: readonly number[] = [0.5, 0.8, 0.95],
): Layer {
  const [i, j] = [places[pair.across], places[pair.up]];
  const covariance = (a: number, b: number): number =>
    sigma ** 2 *
    Array.from({ length: s }, (_, k) => lambda[a * s + k] * lambda[b * s + k]).reduce((sum, value) => sum + value, 0);
  const l11 = Math.sqrt(covariance(i, i));
  const l21 = l11 === 0 ? 0 : covariance(i, j) / l11;
  const l22 = Math.sqrt(Math.max(0, covariance(j, j) - l21 ** 2));
  const angles = Array.from({ length: ELLIPSE_POINTS + 1 }, (_, k) => (2 * Math.PI * k) / ELLIPSE_POINTS);
  const values = checkedLevels("the shares within shrinkageplot's ellipses", levels).map((level, path): DataRow => {
    const radius = Math.sqrt(-2 * log(1 - level));
    return {
      path,
      share: percentOf(level),
      x: rounded(
        angles.map((angle) => radius * l11 * cos(angle)),
        pair.rangeX.unit,
        2,
      ),
      y: rounded(
        angles.map((angle) => radius * (l21 * cos(angle) + l22 * sin(angle))),
        pair.rangeY.unit,
        2,
      ),
    };
  });
  return {
    data: { values },
    transform: [{ flatten: ["x", "y"] }, { window: [{ op: "row_number", as: "place" }] }],
    mark: { type: "line", color: "#2f9e77", strokeDash: [4, 3], strokeWidth: 1.3, clip: true, aria: false },
    encoding: {
      x: { ...pair.x, field: "x" },
      y: { ...pair.y, field: "y" },
      detail: { field: "path", type: "nominal" },
      order: { field: "place", type: "quantitative" },
      tooltip: tooltip(["of the effects within", "share"]),
    },
  };
}
