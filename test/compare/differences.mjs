import { createRequire } from "node:module";
import { rowsOf } from "./models.mjs";

const engine = createRequire(import.meta.url)("mixedmodels");
const CODINGS = { Effects: engine.EffectsCoding, Helmert: engine.HelmertCoding, SeqDiff: engine.SeqDiffCoding };

/** How far each number may be from lme4's, whose optimizer leaves about 1e-7 of what depends on θ open. */
export const LIMITS = {
  objective: 1e-6,
  coef: 1e-5, // in standard errors
  se: 1e-5, // relative
  sigma: 1e-5, // relative
  spreads: 1e-5, // in residual standard deviations
  correlations: 1e-5,
  ranef: 1e-5, // in residual standard deviations
  fitted: 1e-5, // in residual standard deviations
  errors: 1e-5, // of fitted values, relative
};

/** Fits a model here. */
export function fitHere(model) {
  const { formula, REML = false, contrasts = {}, weights } = model;
  const coded = Object.fromEntries(Object.entries(contrasts).map(([column, coding]) => [column, CODINGS[coding]()]));
  return engine.fit(formula, rowsOf(model), { REML, contrasts: coded, ...(weights === undefined ? {} : { weights }) });
}

const ascending = (a, b) => a - b;
const sorted = (values) => [...values].sort(ascending);

/**
 * Largest distance of numbers in the same place; Infinity where there are more or fewer, or only one side has a number.
 */
function largest(ours, theirs, scale = () => 1) {
  if (ours.length !== theirs.length) return Infinity;
  return Math.max(
    0,
    ...Array.from(ours, (value, i) => {
      const other = theirs[i] ?? NaN;
      if (Number.isNaN(value) || Number.isNaN(other)) return Number.isNaN(value) === Number.isNaN(other) ? 0 : Infinity;
      return Math.abs(value - other) / scale(i);
    }),
  );
}

/** The grouping factor under either name: lme4 writes the variables of a nested one in reverse, with colons. */
const key = (grouping) => grouping.split(/:| & /).sort().join(":");

/** How far a fit is from lme4's of the same model. */
export function differences(fit, theirs) {
  const { sigma } = fit;
  const components = engine.VarCorr(fit).components;
  const correlations = components
    .flatMap((own) => own.correlations.flatMap((row) => [...row]))
    .filter((value) => !Number.isNaN(value));
  const estimated = fit.coef.map((value, j) => (Number.isNaN(fit.stderror[j]) ? NaN : value));
  const modes = new Map(
    Object.entries(fit.ranef).map(([grouping, table]) => [
      key(grouping),
      table.columnNames.slice(1).map((column) => sorted(table.numeric(column))),
    ]),
  );
  const ranef = Object.entries(theirs.ranef).map(([grouping, columns]) =>
    Math.max(...columns.map((column, c) => largest(modes.get(key(grouping))?.[c] ?? [], column, () => sigma))),
  );
  return {
    objective: fit.objective - theirs.objective,
    coef: largest(estimated, theirs.coef, (j) => fit.stderror[j]),
    se: largest(fit.stderror, theirs.se, (j) => fit.stderror[j]),
    sigma: Math.abs(sigma / theirs.sigma - 1),
    spreads: largest(sorted(components.flatMap(({ stddev }) => [...stddev])), theirs.spreads, () => sigma),
    correlations: largest(sorted(correlations), theirs.correlations),
    ranef: Math.max(...ranef),
    fitted: largest(fit.fitted, theirs.fitted, () => sigma),
    errors: largest(
      engine.predict(fit, undefined, { standardErrors: true }).numeric("stderror"),
      theirs.errors,
      (i) => theirs.errors[i],
    ),
  };
}

/** The names of the differences that are beyond their limits. */
export function beyond(found) {
  return Object.keys(LIMITS).filter((name) => !(Math.abs(found[name]) <= LIMITS[name]));
}
