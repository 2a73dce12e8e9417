import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import * as engine from "engine/index";
import { groups } from "./groups";

type AnyChart = { readonly spec: object };

/** A chart of every kind whose columns, levels, titles and labels are called `name`. */
export async function everyChart(name: string): Promise<readonly (readonly [string, AnyChart])[]> {
  const { x, y, g } = groups();
  const level = `${name}.`;
  const factor = `${name}:`;
  const table = {
    y,
    [name]: x,
    [factor]: g.map((value) => (value === "g1" ? level : value)),
    masses: x.map((value) => Math.max(0, value)),
  };
  const quoted = (column: string): string => `\`${column.replaceAll("`", "")}\``;
  const plain = { ...table, [name.replaceAll("`", "")]: x, [factor.replaceAll("`", "")]: table[factor] };
  const model = engine.fit(`y ~ 1 + ${quoted(name)} + (1 + ${quoted(name)} | ${quoted(factor)})`, plain);
  const turned = engine.fit(`${quoted(name)} ~ 1 + y + (1 | ${quoted(factor)})`, plain);
  const sample = await parametricbootstrap(new engine.MersenneTwister(1), 60, model, { progress: false });
  const profile = engine.profile(turned);
  const labels = { title: name, xlabel: name };
  const layers = [
    "scatter",
    "line",
    "linear",
    "smooth",
    "contours",
    "heatmap",
    "density",
    "histogram",
    "ecdf",
  ] as const;
  const overLevels = [
    "boxplot",
    "violin",
    "halfviolin",
    "raincloud",
    "strip",
    "bar",
    "mean",
    "line",
    "scatter",
  ] as const;
  const placed = (layer: string): object =>
    ["density", "histogram", "ecdf"].includes(layer) ? { x: name } : { x: name, y: "y" };
  return [
    ["histogram, grades", engine.histogram([1, 2, 3, 2])],
    ["plot, grades", engine.plot({ grade: [1, 2, 3, 2] }, { x: "grade" }, "histogram")],
    ["densityplot", engine.densityplot(table, name)],
    ["densityplot, labels", engine.densityplot(table, name, labels)],
    ["densityplot, masses", engine.densityplot(table, "masses", labels)],
    ["densityplot, several", engine.densityplot(table, [name, "y"], { labels: [name, "c"] })],
    ["densityplot, groups", engine.densityplot(table, "y", { color: factor })],
    ["histogram", engine.histogram(table, name)],
    ["histogram, labels", engine.histogram(table, name, labels)],
    ["ridgeplot", engine.ridgeplot(sample, { title: name })],
    ["ridge2d", engine.ridge2d(sample)],
    ["biplot", engine.biplot(model, undefined, { title: name })],
    ["boxcoxplot", engine.boxcoxplot(engine.yeojohnson(turned), { points: 5, title: name })],
    ["coefplot", engine.coefplot(model, labels)],
    ["coefplot, two", engine.coefplot([model, turned], { labels: [name, "c"] })],
    ["caterpillar", engine.caterpillar(model)],
    ["qqcaterpillar", engine.qqcaterpillar(model)],
    ["shrinkageplot", engine.shrinkageplot(model)],
    ["splom", engine.splom({ y, [name]: x, masses: table.masses })],
    ["residualplot", engine.residualplot(model)],
    ["residualplot, turned", engine.residualplot(turned)],
    ["qqnorm", engine.qqnorm(model)],
    ["zetaplot", engine.zetaplot(profile)],
    ["profiledensity", engine.profiledensity(profile)],
    ...overLevels.flatMap(
      (layer) =>
        [
          [`plot, ${layer} over levels`, engine.plot(table, { x: factor, y: name, color: factor }, layer, labels)],
          [`plot, ${layer} beside levels`, engine.plot(table, { x: name, y: factor }, layer)],
        ] as [string, AnyChart][],
    ),
    ["plot, heatmap of factors", engine.plot({ ...table, other: table[factor] }, { x: factor, y: "other" }, "heatmap")],
    [
      "plot, text and arrows",
      engine.plot(table, { x: name, y: "y", size: "masses", text: factor, xend: "y", yend: name }, [
        "scatter",
        "arrow",
        "text",
      ]),
    ],
    ...layers.flatMap(
      (layer) =>
        [
          [`plot, ${layer}`, engine.plot(table, placed(layer) as never, [layer])],
          [
            `plot, ${layer}, colours`,
            engine.plot(table, { ...placed(layer), color: factor } as never, [layer], {
              title: name,
              xlabel: name,
              ylabel: name,
            }),
          ],
          [`plot, ${layer}, panels`, engine.plot(table, { ...placed(layer), layout: factor } as never, [layer])],
        ] as [string, AnyChart][],
    ),
  ];
}
