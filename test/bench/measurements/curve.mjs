import { alternate } from "../alternate.mjs";
import { exponents, fittedExponent, summary } from "../statistics.mjs";
import { number } from "../table.mjs";

/** Series of sizes, and the largest exponent between neighbours that is not yet a cliff. */
const SERIES = [
  { what: "rows, at 100 and 50 levels", kind: "rows", sizes: [1000, 10_000, 100_000, 1_000_000], atMost: 1.4 },
  { what: "levels of one factor, at 100,000 rows", kind: "levels", sizes: [100, 1000, 10_000], atMost: 1.4 },
  {
    what: "levels of two crossed factors, at 100,000 rows",
    kind: "crossed",
    sizes: [100, 316, 1000, 3162],
    atMost: 3.2,
  },
  {
    what: "elements of θ, at 10,000 rows and 50 levels",
    kind: "slopes",
    sizes: [1, 2, 3, 4, 5, 6, 7, 8],
    atMost: 2.5,
    size: (columns) => (columns * (columns + 1)) / 2,
  },
];
const TIMEOUT = 40_000;

/** How the time of a fit grows with its size. */
export async function* curve(session) {
  for (const series of SERIES) yield* one(session, series);
}

async function* one(session, { what, kind, sizes, atMost, size = (value) => value }) {
  const engine = session.engine();
  const points = [];
  let missing;
  for (const value of session.quick ? sizes.slice(0, -1) : sizes) {
    const model = `${kind} ${value}`;
    const { fit } = await alternate({
      fit: { runs: 3, run: () => engine.ask({ op: "fit", model, seconds: session.seconds / 4 }, TIMEOUT) },
    });
    const label = `${what}: ${number(size(value))}`;
    if (fit.last === undefined) {
      yield { what: label, missing: fit.missing };
      missing = `not measured at ${number(size(value))}`;
      break;
    }
    points.push([size(value), Math.min(...fit.answers.map(({ fastest }) => fastest))]);
    yield { what: label, ours: summary(fit.times), figure: fit.last.evaluations, of: "evaluations" };
  }
  engine.close();
  if (points.length < 2) return;
  const between = exponents(points);
  yield {
    what: `${what}: largest exponent`,
    figure: Math.max(...between),
    target: { atMost },
    missing,
    note:
      `between neighbours ${between.map((value) => value.toFixed(2)).join(", ")}; ` +
      `over all ${fittedExponent(points).toFixed(2)}`,
  };
}
