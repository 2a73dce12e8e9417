import { meanIntervals } from "engine/charts/parts/categories/meanInterval";
import type { PlotOptions } from "engine/charts/parts/plotOptions";
import type { DataRow, Layer } from "engine/charts/parts/spec";
import { plot } from "engine/charts/plot";
import { mean } from "engine/distributions/mean";
import { Normal } from "engine/random/normal";
import { rand } from "engine/random/rand";
import { StableRNG } from "engine/random/stableRng";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../support/expectClose";
import { render } from "./render";

const kb07 = dataset("kb07");
const sleepstudy = dataset("sleepstudy");
const days = sleepstudy.numeric("days");
const reaction = sleepstudy.numeric("reaction");
const onDay = (day: number): Float64Array => reaction.filter((_, i) => days[i] === day);

const layersOf = (chart: ReturnType<typeof plot>): Layer[] =>
  chart.spec.concat.flatMap(({ data, layer }) => layer.map((own) => ({ data: data!, ...own })));
const rowsOf = (layer: Layer): DataRow[] => layer.data!.values;
const scale = (layer: Layer, channel: "x" | "y"): { domain: unknown[] } =>
  layer.encoding[channel]!["scale"] as { domain: unknown[] };

test("boxes are those of Tukey, with R's quartiles", () => {
  const [boxes, , lines, dots] = layersOf(plot(sleepstudy, { x: "days", y: "reaction" }, "boxplot"));
  // R: boxplot.stats and quantile(…, type = 7) of the reactions on day 0.
  const sorted = onDay(0).sort();
  const quartile = (p: number): number => {
    const h = p * (sorted.length - 1);
    return sorted[Math.floor(h)] + (h % 1) * (sorted[Math.ceil(h)] - sorted[Math.floor(h)]);
  };
  const [box] = rowsOf(boxes);
  expectClose(
    [box["lower_quartile"], box["median"], box["upper_quartile"]] as number[],
    [0.25, 0.5, 0.75].map(quartile),
    { relative: 1e-5 },
  );
  expect(box["values"]).toBe(18);
  const reach = 1.5 * (quartile(0.75) - quartile(0.25));
  const inside = sorted.filter((value) => value >= quartile(0.25) - reach && value <= quartile(0.75) + reach);
  const [lower, upper] = rowsOf(lines)
    .slice(0, 2)
    .map((row) => row["value"] as number[]);
  expectClose([lower[0], upper[1]], [inside[0], inside[inside.length - 1]], { absolute: 0.05 });
  const beyond = rowsOf(dots ?? ({ data: { values: [] } } as unknown as Layer));
  for (const row of beyond) expect((row["value"] as number[]).length).toBe((row["row"] as number[]).length);
});

test("levels stand in the order of the factor, or in the one that is asked for", () => {
  const order = (sorter?: PlotOptions["sorter"]): unknown[] =>
    scale(layersOf(plot(sleepstudy, { x: "reaction", y: "subj" }, "boxplot", sorter ? { sorter } : {}))[0], "y").domain;
  expect(order()).toEqual(sleepstudy.factor("subj").levels);
  const { refs, levels } = sleepstudy.factor("subj");
  const means = levels.map((_, k) => mean(reaction.filter((__, i) => refs[i] === k)));
  const byMean = levels.map((_, k) => k).sort((a, b) => means[a] - means[b]);
  expect(order({ subj: { by: "reaction" } })).toEqual(byMean.map((k) => levels[k]));
  expect(order({ subj: { by: "reaction", descending: true } })).toEqual([...byMean].reverse().map((k) => levels[k]));
  expect(order({ subj: ["S372", "S308"] }).slice(0, 2)).toEqual(["S372", "S308"]);
  expect(() => order({ subj: ["S37"] })).toThrow("unknown level 'S37'");
  const panels = plot(sleepstudy, { x: "days", y: "reaction", layout: "subj" }, "line", {
    sorter: { subj: { by: "reaction" } },
  });
  expect(panels.spec.concat.map(({ title }) => (title as { text: string }).text)).toEqual(byMean.map((k) => levels[k]));
});

test("colours stand beside each other and bars begin at 0", () => {
  const [bars, , , points] = layersOf(plot(kb07, { x: "prec", y: "rt_trunc", color: "load" }, ["bar", "mean"]));
  expect(scale(bars, "y").domain[0]).toBe(0);
  const centers = rowsOf(points).map((row) => (row["offset"] as number[])[0]);
  expect(centers).toEqual([-0.2, 0.2, -0.2, 0.2]);
  // Lying ones from top to bottom, as the legend has them; offsets grow upwards there.
  const lying = layersOf(plot(kb07, { x: "rt_trunc", y: "prec", color: "load" }, "mean"))[1];
  expect(rowsOf(lying).map((row) => (row["offset"] as number[])[0])).toEqual([0.2, -0.2, 0.2, -0.2]);
  const rt = kb07.numeric("rt_trunc");
  const [prec, load] = ["prec", "load"].map((name) => kb07.factor(name));
  const own = rt.filter((_, i) => prec.levels[prec.refs[i]] === "break" && load.levels[load.refs[i]] === "no");
  expectClose([rowsOf(points)[0]["mean"] as number], [mean(own)], { relative: 1e-5 });
  const counts = layersOf(plot(kb07, { x: "spkr" }, "bar"))[0];
  expect(rowsOf(counts).map((row) => row["rows"])).toEqual(
    kb07.factor("spkr").levels.map((_, k) => kb07.factor("spkr").refs.filter((ref) => ref === k).length),
  );
});

describe("intervals of means", () => {
  const conditions = [0, 1, 2].map((day) => ({
    name: String(day),
    values: onDay(day),
    units: sleepstudy.factor("subj").levels as string[],
  }));

  test("by t", () => {
    const [{ mean: center, lower, upper }] = meanIntervals(conditions, "wald", 0.95);
    // R: t.test(subset(sleepstudy, Days == 0)$Reaction)$conf.int
    const values = conditions[0].values;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / 17);
    expectClose(
      [center - lower, upper - center],
      [2.109815578 * (sd / Math.sqrt(18)), 2.109815578 * (sd / Math.sqrt(18))],
      {
        relative: 1e-8,
      },
    );
  });

  test("within subjects (Morey 2008), by the definition", () => {
    const own = meanIntervals(conditions, "within", 0.95);
    const [n, k] = [18, 3];
    const subject = Array.from({ length: n }, (_, i) => conditions.reduce((sum, { values }) => sum + values[i] / k, 0));
    const all = subject.reduce((sum, value) => sum + value / n, 0);
    conditions.forEach(({ values }, c) => {
      const normal = Array.from(values, (value, i) => value - subject[i] + all);
      const center = normal.reduce((sum, value) => sum + value / n, 0);
      const variance = normal.reduce((sum, value) => sum + (value - center) ** 2, 0) / (n - 1);
      const half = 2.109815578 * Math.sqrt((variance * k) / (k - 1) / n);
      expectClose([own[c].lower, own[c].upper], [center - half, center + half], { relative: 1e-8 });
    });
    const lacking = [
      conditions[0],
      { ...conditions[1], values: onDay(1).slice(1), units: conditions[1].units.slice(1) },
    ];
    expect(() => meanIntervals(lacking, "within", 0.95)).toThrow("'S308' has no row in 1");
  });

  test("within subjects of a mixed design: those of each group by itself", () => {
    const ofGroup = (group: number): typeof conditions =>
      conditions.map(({ name, values, units }) => {
        const own = [...units.keys()].filter((i) => i % 2 === group);
        return {
          name: `${name}, ${group}`,
          values: Float64Array.from(own, (i) => values[i]),
          units: own.map((i) => units[i]),
        };
      });
    const [even, odd] = [ofGroup(0), ofGroup(1)];
    const mixed = even.flatMap((one, i) => [one, odd[i]]);
    const alone = [even, odd].map((group) => meanIntervals(group, "within", 0.95));
    expect(meanIntervals(mixed, "within", 0.95)).toEqual(alone[0].flatMap((one, i) => [one, alone[1][i]]));
    expect(() => meanIntervals([...even, odd[0]], "within", 0.95)).toThrow("two units and two conditions");
    expect(() => meanIntervals([...even.slice(0, 2), { ...even[2], units: odd[2].units }], "within", 0.95)).toThrow(
      "two units and two conditions",
    );
  });

  test("by a bootstrap, the same in any order of the rows", () => {
    const [one] = meanIntervals(conditions.slice(0, 1), "bootstrap", 0.9);
    const turned = [{ ...conditions[0], values: conditions[0].values.slice().reverse() }];
    expect(meanIntervals(turned, "bootstrap", 0.9)[0].lower).toBe(one.lower);
    const [wald] = meanIntervals(conditions.slice(0, 1), "wald", 0.9);
    expect(Math.abs(one.upper - one.lower) / (wald.upper - wald.lower)).toBeGreaterThan(0.8);
    expect(Math.abs(one.upper - one.lower) / (wald.upper - wald.lower)).toBeLessThan(1.1);
  });
});

test("every layer over levels is drawn by vega, upright and lying, names as they are", () => {
  const hostile = "<script>\"'`${x}";
  const g = Array.from({ length: 60 }, (_, i) => [hostile, "__proto__", "z"][i % 3]);
  const data = { y: g.map((_, i) => Math.sin(i) * 3), g, c: g.map((_, i) => (i % 2 ? hostile : "constructor")) };
  const layers = ["boxplot", "violin", "halfviolin", "raincloud", "strip", "bar", "mean", "line", "scatter"] as const;
  const shown = render(
    layers.flatMap((layer) => [
      plot(data, { x: "g", y: "y", color: "c" }, layer).spec,
      plot(data, { x: "y", y: "g" }, layer).spec,
    ]),
  );
  expect(shown).toHaveLength(18);
  for (const { warnings, bundle } of shown) {
    expect(warnings).toEqual([]);
    expect(bundle["image/svg+xml"]).not.toMatch(/NaN|<script>/);
    expect(bundle["image/svg+xml"]).toContain("__proto__");
  }
});

test("layers upon each other have names of their own", () => {
  const layers = layersOf(plot(sleepstudy, { x: "subj", y: "reaction" }, ["boxplot", "strip", "mean"]));
  const names = layers.flatMap(({ name }) => name ?? []);
  expect(names.length).toBeGreaterThan(1);
  expect(new Set(names).size).toBe(names.length);
});

test("the order of the rows changes no picture", () => {
  const turned = sleepstudy.toRows().reverse();
  for (const layer of ["boxplot", "violin", "strip", "mean"] as const) {
    const shapes = (data: Parameters<typeof plot>[0]): unknown =>
      layersOf(plot(data, { x: "reaction", y: "subj" }, layer)).flatMap((own) =>
        rowsOf(own).map(({ row: _, part: __, ...rest }) => rest),
      );
    expect(shapes(turned)).toEqual(shapes(sleepstudy));
  }
});

test("two factors make a heat map, two numbers counts; logarithmic axes need positive numbers", () => {
  const [cells] = layersOf(plot(kb07, { x: "prec", y: "load", value: "rt_trunc" }, "heatmap"));
  expect(rowsOf(cells)).toHaveLength(4);
  const [counted] = layersOf(plot(kb07, { x: "rt_trunc", y: "rt_raw" }, "heatmap"));
  const counts = rowsOf(counted)[0]["size"] as number[];
  expect(counts.reduce((sum, value) => sum + value)).toBe(kb07.numRows);
  const log = plot(kb07, { x: "rt_trunc", y: "rt_raw" }, "scatter", { xscale: "log", yscale: "log" });
  expect(scale(layersOf(log)[0], "x")).toMatchObject({ type: "log" });
  expect(() => plot(sleepstudy, { x: "days", y: "reaction" }, "scatter", { xscale: "log" })).toThrow(
    "a logarithmic axis needs positive numbers; plot has 0",
  );
  expect(() => plot(kb07, { x: "prec", y: "load" }, "scatter")).toThrow("by the layer heatmap alone");
});

test("lines on logarithmic axes are those of the logarithms", () => {
  const x = [1, 2, 3, 5, 8, 13, 21, 34];
  const power = { x, y: x.map((value) => 3 * value ** 2) };
  const scales = { xscale: "log", yscale: "log" } as const;
  for (const name of ["linear", "smooth"] as const) {
    const [row] = rowsOf(layersOf(plot(power, { x: "x", y: "y" }, name, scales))[0]);
    const [at, height] = [row["x"] as number[], row["y"] as number[]];
    expect(at.length).toBeGreaterThan(1);
    for (const [i, value] of at.entries()) expect(height[i] / (3 * value ** 2)).toBeCloseTo(1, 1);
  }
  const [raw] = rowsOf(layersOf(plot(power, { x: "x", y: "y" }, "linear"))[0]);
  expect((raw["y"] as number[])[0]).toBeLessThan(0);
  expect(() => plot({ x, y: x.map((value) => value - 1) }, { x: "x", y: "y" }, "linear", scales)).toThrow("plot has 0");
});

describe("logarithmic axes", () => {
  const rng = new StableRNG(12);
  const logs = rand(rng, Normal(3, 1), 240);
  const data = {
    x: logs.map(Math.exp),
    lx: logs,
    y: rand(rng, Normal(0, 1), 240).map(Math.exp),
    g: Array.from(logs, (_, i) => "abc"[i % 3]),
  };

  test.each(["histogram", "density"] as const)("a %s is that of the logarithms", (layer) => {
    const [on] = rowsOf(layersOf(plot(data, { x: "x" }, layer, { xscale: "log" }))[0]);
    const [plain] = rowsOf(layersOf(plot(data, { x: "lx" }, layer))[0]);
    expectClose(on["y"] as number[], plain["y"] as number[], { relative: 1e-2, absolute: 1e-3 });
    expectClose((on["x"] as number[]).map(Math.log), plain["x"] as number[], { absolute: 2e-2 });
    expect(Math.min(...(on["x"] as number[]))).toBeGreaterThan(0);
  });

  test("cells and contours are of the logarithms", () => {
    const scales = { xscale: "log", yscale: "log" } as const;
    for (const layer of ["heatmap", "contours"] as const) {
      const [on] = layersOf(plot(data, { x: "x", y: "y" }, layer, scales));
      const logged = { lx: data.lx, ly: data.y.map(Math.log) };
      const [plain] = layersOf(plot(logged, { x: "lx", y: "ly" }, layer));
      expect(rowsOf(on).length).toBe(rowsOf(plain).length);
      rowsOf(on).forEach((row, i) =>
        expectClose((row["y"] as number[]).map(Math.log), rowsOf(plain)[i]["y"] as number[], { absolute: 5e-2 }),
      );
      expect(scale(on, "x").domain.every((end) => (end as number) > 0)).toBe(true);
    }
  });

  test("violins are of the logarithms, whatever the unit", () => {
    const widths = (times: number, yscale: "log" | "linear"): number[] => {
      const shown = { g: data.g, y: yscale === "log" ? data.x.map((value) => times * value) : data.lx };
      return rowsOf(layersOf(plot(shown, { x: "g", y: "y" }, "violin", { yscale }))[0]).flatMap(
        (row) => row["offset"] as number[],
      );
    };
    expectClose(widths(1, "log"), widths(1, "linear"), { absolute: 2e-3 });
    expectClose(widths(1000, "log"), widths(1, "log"), { absolute: 2e-3 });
  });

  test("an interval that reaches below 0 is named, and a bootstrap's does not", () => {
    const few = { g: ["a", "a", "a", "b", "b", "b"], y: [1, 2, 300, 4, 5, 6] };
    const draw = (interval?: "bootstrap") =>
      plot(few, { x: "g", y: "y" }, "mean", { yscale: "log", ...(interval ? { interval } : {}) });
    expect(() => draw()).toThrow('the interval of the mean of a reaches to -327.1; draw { interval: "bootstrap" }');
    const ends = rowsOf(layersOf(draw("bootstrap"))[0]).flatMap((row) => row["value"] as number[]);
    expect(Math.min(...ends)).toBeGreaterThan(0);
  });

  test("they begin above 0", () => {
    const of = (options: PlotOptions) => () => plot(data, { x: "x", y: "y" }, "scatter", options);
    expect(of({ xscale: "log", xlim: [0, 10] })).toThrow("a logarithmic axis begins above 0; got xlim: [ 0, 10 ]");
    expect(of({ yscale: "log", ylim: [-1, 10] })).toThrow("got ylim: [ -1, 10 ]");
    expect(of({ yscale: "log", xlim: [-1, 10], ylim: [0.1, 10] })).not.toThrow();
  });

  test.each(["histogram", "density", "ecdf"] as const)("a %s begins at 0", (layer) => {
    expect(() => plot(data, { x: "x" }, layer, { yscale: "log" })).toThrow(`plot's layer ${layer} begins at 0`);
  });
});

test.each(["violin", "halfviolin", "raincloud"] as const)(
  "equal values leave the other shapes of a %s as they are",
  (layer) => {
    const drawn = (names: readonly string[]): DataRow[] => {
      const all = { a: Array.from(onDay(0)), b: Array.from(onDay(3)), same: Array(18).fill(300), one: [310] };
      const rows = names.flatMap((name) => all[name as keyof typeof all].map((y) => ({ g: name, y })));
      const [areas] = layersOf(plot(rows, { x: "g", y: "y" }, layer, { sorter: { g: names } }));
      return rowsOf(areas).map(({ part: _, ...row }) => row);
    };
    const [a, b, same, one] = drawn(["a", "b", "same", "one"]);
    expectClose(a["offset"] as number[], drawn(["a", "b"])[0]["offset"] as number[], { absolute: 1e-9 });
    expectClose(b["offset"] as number[], drawn(["a", "b"])[1]["offset"] as number[], { absolute: 1e-9 });
    const width = (row: DataRow): number =>
      Math.max(...(row["offset"] as number[])) - Math.min(...(row["offset"] as number[]));
    for (const [row, value] of [
      [same, 300],
      [one, 310],
    ] as const) {
      expect(new Set(row["value"] as number[])).toEqual(new Set([value]));
      expect(width(row)).toBeCloseTo(Math.max(width(a), width(b)), 3);
    }
  },
);

test("the distribution function ends at 1, arrows have heads, sizes are areas", () => {
  const [steps] = layersOf(plot(sleepstudy, { x: "reaction" }, "ecdf"));
  const [row] = rowsOf(steps);
  expect((row["y"] as number[]).at(-1)).toBe(1);
  expect((row["x"] as number[]).length).toBe(181);
  const points = { x: [0, 1], y: [0, 1], n: [1, 4], xe: [1, 2], ye: [0, 3] };
  const [arrows, sized] = layersOf(
    plot(points, { x: "x", y: "y", size: "n", xend: "xe", yend: "ye" }, ["arrow", "scatter"]),
  );
  expect((rowsOf(arrows)[0]["x"] as (number | null)[]).filter((value) => value === null)).toHaveLength(2);
  expect((sized.encoding.size!["scale"] as { zero: boolean }).zero).toBe(true);
  expect(() => plot(points, { x: "x", y: "y" }, "arrow")).toThrow("plot's layer arrow needs a column for xend");
});

test("true and false are shares where numbers are needed", () => {
  const rows = reaction.length;
  const slow = Array.from(reaction, (value, i) => (i % 7 === 0 ? null : value > 300));
  const data = {
    slow,
    late: Array.from(days, (day) => (day > 4 ? "late" : "early")),
    days,
    one: new Float64Array(rows),
  };
  const points = layersOf(plot(data, { x: "late", y: "slow" }, "mean"))[1];
  const share = (late: boolean): number => {
    const own = slow.filter((value, i) => value !== null && days[i] > 4 === late);
    return own.filter(Boolean).length / own.length;
  };
  expectClose(
    rowsOf(points).map((row) => row["mean"] as number),
    [share(false), share(true)],
    { relative: 1e-5 },
  );
  const [line] = layersOf(plot(data, { x: "days", y: "slow" }, "linear"));
  expect(rowsOf(line)).toHaveLength(1);
  // Where a factor can stand, it does.
  expect(scale(layersOf(plot(data, { x: "days", y: "slow" }, "boxplot"))[0], "y").domain).toEqual(["false", "true"]);
  expect(layersOf(plot(data, { x: "late", y: "slow" }, "heatmap"))[0].mark.type).toBe("rect");
});

test("names of levels stand level where they have room", () => {
  const angle = (names: string[], width: number): unknown =>
    (
      layersOf(
        plot(
          { g: names.flatMap((name) => [name, name]), y: names.flatMap((_, i) => [i, 2 * i]) },
          { x: "g", y: "y" },
          "mean",
          {
            width,
          },
        ),
      )[0].encoding.x!["axis"] as { labelAngle: number }
    ).labelAngle;
  expect(angle(["a", "b", "c"], 480)).toBe(0);
  expect(angle(["no load at all", "a load of three digits", "a load of seven digits"], 300)).toBe(-35);
  expect(
    angle(
      Array.from({ length: 24 }, (_, i) => `S${i + 10}`),
      480,
    ),
  ).toBe(-35);
});

test("layers and places of other packages are told by their names here", () => {
  const draw =
    (layer: string, mapping: object = { x: "days", y: "reaction" }, options = {}) =>
    () =>
      plot(sleepstudy, mapping as never, layer as never, options);
  expect(draw("geom_jitter")).toThrow(`unknown layer 'geom_jitter': here it is "strip"`);
  expect(draw("box")).toThrow(`unknown layer 'box': here it is "boxplot"`);
  expect(draw("errorbar")).toThrow(`unknown layer 'errorbar': here it is "mean"`);
  expect(draw("boxplt")).toThrow("unknown layer 'boxplt' (did you mean 'boxplot'?)");
  expect(draw("scatter", { x: "days", y: "reaction", fill: "subj" })).toThrow(`'fill': here it is "color"`);
  expect(draw("scatter", { x: "days", y: "reaction", facet: "subj" })).toThrow(`'facet': here it is "layout"`);
  expect(draw("scatter", { x: "days", y: "reaction", title: "a" })).toThrow("'title' is an option of plot");
  expect(draw("boxplot", { x: "subj", y: "reaction" }, { xlim: [0, 1] })).toThrow("xlim is of an axis of numbers");
  expect(draw("boxplot", { x: "subj", y: "reaction" }, { xscale: "log" })).toThrow("xscale is of an axis of numbers");
  expect(draw("bar", { x: "subj", y: "reaction" }, { yscale: "log" })).toThrow("begins at 0");
});

test("a line meets the means of units that have unequal numbers of rows", () => {
  // The first subject has ten rows a level, the others two.
  const rows = ["a", "b", "c"].flatMap((level, l) =>
    ["s1", "s2", "s3"].flatMap((subj, s) =>
      Array.from({ length: s === 0 ? 10 : 2 }, (_, i) => ({ level, subj, y: 10 * l + 7 * s + (i % 2) })),
    ),
  );
  const options = { within: "subj", interval: "within" } as const;
  const joined = (layers: Layer[]): number[][] =>
    layers.flatMap(rowsOf).flatMap((row) => {
      const values = row["value"] as number[] | undefined;
      return Array.isArray(values) && values.length === 3 ? [values] : [];
    });
  const [line, ...others] = joined(layersOf(plot(rows, { x: "level", y: "y" }, ["mean", "line"], options)));
  expect(others).toEqual([]);
  expectClose(line, [7.5, 17.5, 27.5], { absolute: 0.2 });
  const first = rows.filter(({ level }) => level === "a").reduce((sum, { y }) => sum + y, 0) / 14;
  const [plain] = joined(layersOf(plot(rows, { x: "level", y: "y" }, "line")));
  expectClose(plain, [first, first + 10, first + 20], { absolute: 0.2 });
});
