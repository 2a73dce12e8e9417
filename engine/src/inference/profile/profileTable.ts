import { scaleParameter } from "../../bootstrap/sample/sampleDescription";
import { SampleLayout } from "../../bootstrap/sample/sampleLayout";
import { LinearMixedModel } from "../../model/linearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { Table } from "../../table/table";
import type { ProfiledCurve } from "./mixedModelProfile";

/**
 * The points of profiles: par, value, zeta, objective, and then a column for every parameter of the model, under its
 * name in the table of a bootstrap sample, with its value at the minimum over all but the profiled one.
 */
export function profileTable(model: MixedModel, curves: readonly ProfiledCurve[]): Table {
  const { data, coefnames } = model;
  const { layout, kept } = data;
  const scale = scaleParameter(model instanceof LinearMixedModel ? undefined : model.family);
  const sample = new SampleLayout(coefnames.length, kept, layout, undefined, scale);
  const points = curves.flatMap(({ name, curve }) =>
    (curve?.traced.points ?? []).map((point) => ({ name, value: curve!.coordinate.value(point.at), ...point })),
  );
  const n = points.length;
  const columns = new Float64Array(sample.names.length * n);
  const lambdas = layout.lambdas();
  points.forEach(({ name, value, objective, parameters: { beta, sigma, dispersion, theta } }, row) => {
    layout.fill(lambdas, theta);
    sample.write(columns, n, row, {
      objective,
      sigma,
      ...(dispersion !== undefined && { dispersion }),
      beta: Float64Array.from(kept, (index) => beta[index]),
      theta,
      lambdas,
    });
    columns[sample.names.indexOf(name) * n + row] = value;
  });
  const [, ...parameters] = sample.names;
  return Table.fromColumns([
    ["par", points.map(({ name }) => name)],
    ["value", Float64Array.from(points, ({ value }) => value)],
    ["zeta", Float64Array.from(points, ({ zeta }) => zeta)],
    ["objective", Float64Array.from(points, ({ objective }) => objective)],
    ...parameters.map((name, i) => [name, columns.slice((i + 1) * n, (i + 2) * n)] as const),
  ]);
}
