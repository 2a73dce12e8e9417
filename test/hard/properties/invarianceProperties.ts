import { simulate } from "engine/bootstrap/drawing/simulate";
import { parametricbootstrap } from "engine/bootstrap/parametricbootstrap";
import { predictionintervals } from "engine/bootstrap/predictionIntervals";
import type { MixedModelBootstrap } from "engine/bootstrap/sample/mixedModelBootstrap";
import { bootstrap } from "engine/inference/bootstrap";
import { lincom } from "engine/inference/means/lincom";
import { profile } from "engine/inference/profile/profile";
import { coeftable, type DofMethod } from "engine/inference/smallSample/coeftable";
import { anova } from "engine/inference/tests/anova";
import { drop1 } from "engine/inference/tests/drop1";
import { likelihoodratiotest } from "engine/inference/tests/likelihoodratiotest";
import { ranova } from "engine/inference/tests/ranova";
import { lowerFactor } from "engine/linalg/lowerFactor";
import { BlockDescription } from "engine/model/blockDescription";
import { condVar, leverage } from "engine/model/diagnostics";
import { fit, refit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { predict } from "engine/model/predict";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { type ChangedUnits, changedUnits, SHIFTED, type Study } from "./changedUnits";
import { denseEstimates } from "./denseReference";
import { denseSatterthwaite } from "./denseSatterthwaite";
import type { Effort } from "./property";

/** What results may differ by, relatively; degrees of freedom may by more. */
const AGREE = 1e-8;
const DOF_AGREES = 1e-5;
/**
 * θ is found up to the root of what the minimiser promises of another step. Where rounding comes in, of a changed
 * response or weights, of several blocks' surrogate, which is minimised by itself, or in a fit that creeps for more
 * than
 * so many evaluations, it may end a step earlier or later; a refit may anyway, unless it computes with the same
 * numbers.
 */
const STOPPING = 2e-5;
/** … and a refit that is singular or has another curvature than the fit. */
const REFIT_STOPPING = 1e-4;
/** Below this part of σ, standard deviations of refits are known absolutely: what is left of θ is of any size. */
const REFIT_SIZE = 0.1;
/** What the minimiser promises of another step at most: in flat directions more of θ is left. */
const LEFT = 1e-11;
const CREEPING = 30;

/** Collects what differs by more than it may. */
class Differences {
  readonly found: string[] = [];
  readonly isExact: boolean;
  /** What numbers may differ by that are not exact. */
  private readonly stopping: number;

  constructor(
    private readonly study: ChangedUnits,
    [{ minimum, data, certificate }]: readonly LinearMixedModel[],
    refits = false,
    /** Whether both compute with the same responses, to the last bit, where the units leave them so. */
    sameResponses = true,
  ) {
    const flat = 2 * Math.sqrt((2 * LEFT) / certificate.smallestCurvature);
    this.stopping = refits ? REFIT_STOPPING : Math.max(STOPPING, Math.min(REFIT_STOPPING, flat));
    const settles = data.layout.blocks.length === 1 && minimum.evaluations <= CREEPING;
    this.isExact = (study.isCounted && sameResponses) || (study.isXAlone && settles && !refits);
  }

  /** Numbers that must agree, relative to their size and to a scale that they have at least. */
  compare(what: string, one: ArrayLike<number>, other: ArrayLike<number>, scale = 0, allowed = AGREE): void {
    let most = one.length === other.length ? 0 : Infinity;
    for (let i = 0; i < one.length; i++) {
      if (Object.is(one[i], other[i]) || (Number.isNaN(one[i]) && Number.isNaN(other[i]))) continue;
      const size = Math.max(Math.abs(one[i]), Math.abs(other[i]), scale);
      const difference = one[i] === other[i] ? 0 : Math.abs(one[i] - other[i]) / size;
      most = Number.isNaN(difference) ? Infinity : Math.max(most, difference);
    }
    if (most > (this.isExact || what === "objective" ? allowed : Math.max(allowed, this.stopping)))
      this.found.push(`${what} by ${most.toExponential(1)} (${this.study.description})`);
  }
}

function fits(study: ChangedUnits): [LinearMixedModel, LinearMixedModel] {
  const { formula, REML, sigma, weighted, data, changed, d, e } = study;
  const fitted = (own: Study, scale: number): LinearMixedModel =>
    fit(formula, own, {
      REML,
      ...(weighted && { weights: "w" }),
      ...(sigma !== undefined && { sigma: sigma * scale }),
      log: true,
    });
  return [fitted(data, 1), fitted(changed, d * Math.sqrt(e))];
}

/** The objective of a model in the units that are not changed. */
function objectiveOf(model: LinearMixedModel, { d, b }: ChangedUnits, objective = model.objective): number {
  const degree = model.coefnames.reduce((sum, name) => sum + degreeOf(name), 0);
  const N = model.REML ? model.nobs - model.rank : model.nobs;
  return objective - 2 * N * Math.log(d) - (model.REML ? 2 * degree * Math.log(b) : 0);
}

/** By which power of x a column is multiplied. */
function degreeOf(name: string): number {
  return name.includes("x ^ 2") ? 2 : name.split(" & ").includes("x") ? 1 : 0;
}

/** The factor by which an effect of x changes: that of its highest power does not depend on the origin. */
function unitOf(name: string, { b, d }: ChangedUnits): number {
  return b ** degreeOf(name) / d;
}

/** Whether an effect means the same in all origins: no higher power or product of x stands beside it. */
function isTop(name: string, names: readonly string[]): boolean {
  const most = Math.max(...names.map(degreeOf));
  if (degreeOf(name) > 0 && degreeOf(name) === most) return !names.some((own) => own !== name && own.includes(name));
  return degreeOf(name) === 0 && name === "z";
}

/** λ of the effects in the origin and unit of the data, from that in the changed ones: row i by row i. */
function originalLambda(names: readonly string[], lambda: Float64Array, study: ChangedUnits): Float64Array {
  const { a, b } = study;
  const s = names.length;
  const change = new Float64Array(s * s);
  // Every effect of 1, x and x² in the place of those of a + b·x and its square.
  names.forEach((name, i) => {
    const degree = degreeOf(name);
    change[i * s + i] = b ** degree;
    if (degree === 0) return;
    names.forEach((lower, j) => {
      if (degreeOf(lower) >= degree || lower === "z") return;
      const power = degreeOf(lower);
      const binomial = degree === 2 && power === 1 ? 2 : 1;
      change[j * s + i] = binomial * b ** power * a ** (degree - power);
    });
  });
  const result = new Float64Array(s * s);
  for (let i = 0; i < s; i++)
    for (let j = 0; j < s; j++) for (let k = 0; k < s; k++) result[i * s + j] += change[i * s + k] * lambda[k * s + j];
  lowerFactor(result, s);
  return result;
}

/** The covariance of the random effects, relative to σ, must be the same; √ of its diagonal is what its size is. */
function compareCovariances(
  study: ChangedUnits,
  [one, other]: [LinearMixedModel, LinearMixedModel],
  differences: Differences,
): void {
  const root = Math.sqrt(study.e);
  one.data.terms.forEach(({ names, blocks }, t) => {
    const s = names.length;
    for (const block of blocks) {
      const part = (lambda: Float64Array): Float64Array =>
        Float64Array.from(block.flatMap((i) => block.map((j) => lambda[i * s + j])));
      const own = block.map((i) => names[i]);
      const known = part(one.lambda[t]);
      const found = originalLambda(own, part(other.lambda[t]), study).map((value) => value * root);
      const size = own.length;
      for (let i = 0; i < size; i++) {
        const row = known.subarray(i * size, (i + 1) * size);
        const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
        differences.compare(`θ of ${own[i]}`, row, found.subarray(i * size, (i + 1) * size), Math.max(norm, 1e-6));
      }
    }
  });
}

/** Weights of the coefficients in the mean at some row. */
function rowOf(model: LinearMixedModel, row: number): Float64Array {
  return Float64Array.from(model.data.frame.fixed.columns, (column) => column[row]);
}

/** A fit and all that is said of it must not depend on the origin and unit of x, y and the weights. */
function compareModels(
  study: ChangedUnits,
  models: [LinearMixedModel, LinearMixedModel],
  differences: Differences,
): void {
  const [one, other] = models;
  const { c, d, e, data, changed, a, b } = study;
  const scale = one.sigma;
  const inUnits = (values: ArrayLike<number>): Float64Array => Float64Array.from(values, (value) => (value - c) / d);
  const compare = differences.compare.bind(differences);
  compare("objective", [one.objective], [objectiveOf(other, study)], one.nobs);
  if (differences.isExact) compare("evaluations", [one.minimum.evaluations], [other.minimum.evaluations], 0, 0);
  compare("σ", [one.sigma], [other.sigma / (d * Math.sqrt(e))]);
  compare("fitted", one.fitted, inUnits(other.fitted), scale);
  compare("leverage", leverage(one), leverage(other), 1e-3);
  compareCovariances(study, models, differences);
  const names = one.coefnames;
  const methods: (DofMethod | undefined)[] = [
    undefined,
    "satterthwaite",
    ...(one.REML && study.sigma === undefined ? (["kenward-roger"] as const) : []),
  ];
  for (const dof of methods) {
    const [s, t] = models.map((model) => coeftable(model, dof === undefined ? {} : { dof }));
    names.forEach((name, j) => {
      if (!isTop(name, names)) return;
      const unit = unitOf(name, study);
      const [error, errorInUnits] = [s.numeric("Std. Error")[j], t.numeric("Std. Error")[j] * unit];
      compare(`${dof} error of ${name}`, [error], [errorInUnits]);
      compare(`β of ${name}`, [s.numeric("Coef.")[j]], [t.numeric("Coef.")[j] * unit], error);
      if (dof !== undefined) compare(`${dof} of ${name}`, [s.numeric("df")[j]], [t.numeric("df")[j]], 0, DOF_AGREES);
    });
    // The intercept is at another place; means at the rows of the data are not.
    const [u, v] = models.map((model) =>
      lincom(model, { first: rowOf(model, 0), last: rowOf(model, one.nobs - 1) }, dof === undefined ? {} : { dof }),
    );
    compare(`${dof} mean`, u.numeric("estimate"), inUnits(v.numeric("estimate")), scale);
    compare(
      `${dof} error of a mean`,
      u.numeric("stderror"),
      v.numeric("stderror").map((value) => value / d),
    );
    if (dof !== undefined) compare(`${dof} of a mean`, u.numeric("df"), v.numeric("df"), 0, DOF_AGREES);
  }
  compare("reduced rows", new BlockDescription(one).reduced, new BlockDescription(other).reduced, 0, 0);
  const step = Math.sqrt(data.x.reduce((sum, value) => sum + value * value, 0) / one.nobs);
  const [near, nearChanged] = [data.x.map((value) => value + step), data.x.map((value) => a + b * (value + step))];
  const predicted = [predict(one, { ...data, x: near }), predict(other, { ...changed, x: nearChanged })];
  compare("predictions", predicted[0], inUnits(predicted[1]), scale + largest(predicted[0]));
  const [draw, drawn] = models.map((model) => simulate(new MersenneTwister(5), model));
  compare("simulate", draw, inUnits(drawn), scale);
  const [again, refitted] = [
    refit(one, draw),
    refit(
      other,
      Float64Array.from(draw, (value) => c + d * value),
    ),
  ];
  compare("refit", [again.objective], [objectiveOf(refitted, study)], one.nobs);
  for (const { grouping, names: effects, levels } of one.data.terms) {
    const s = effects.length;
    const [p, q] = models.map((model) => condVar(model)[grouping]);
    effects.forEach((name, i) => {
      if (!isTop(name, effects)) return;
      const unit = unitOf(name, study);
      const modes = models.map((model) => model.ranef[grouping].numeric(name));
      compare(
        `ranef of ${name}`,
        modes[0],
        modes[1].map((value) => value * unit),
        largest(modes[0]),
      );
      const variances = [p, q].map((own) => Float64Array.from({ length: levels }, (_, l) => own[(l * s + i) * s + i]));
      compare(
        `condVar of ${name}`,
        variances[0],
        variances[1].map((value) => value * unit ** 2),
        1e-9 * scale ** 2,
      );
    });
  }
  const start = (model: LinearMixedModel): number => model.fitlog.numeric("objective")[0];
  compare("objective at the start", [start(one)], [objectiveOf(other, study, start(other))], one.nobs);
}

function largest(values: ArrayLike<number>): number {
  return Array.from(values).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}

/** F tests and reductions of models of which each part may stay when another one is left out. */
function compareTests(
  models: [LinearMixedModel, LinearMixedModel],
  study: ChangedUnits,
  differences: Differences,
): void {
  if (!study.formula.startsWith("y ~ 1 + x + z + arm + (1 + x")) return;
  const tables = models.map((model) => drop1(model));
  differences.compare("F of drop1", tables[0].numeric("F"), tables[1].numeric("F"), 1e-3);
  differences.compare("df of drop1", tables[0].numeric("dendf"), tables[1].numeric("dendf"), 0, DOF_AGREES);
  const [joint, other] = models.map((model) => anova(model));
  differences.compare("F of anova", joint.numeric("F"), other.numeric("F"), 1e-3);
  const [reduced, others] = models.map((model) => ranova(model).numeric("χ²").slice(1));
  differences.compare("χ² of ranova", reduced, others, study.data.y.length);
}

/** The replicates of a bootstrap are the same data sets. */
function compareSamples(
  what: string,
  [one, other]: readonly MixedModelBootstrap[],
  [model, changed]: [LinearMixedModel, LinearMixedModel],
  study: ChangedUnits,
  differences: Differences,
): void {
  const compare = differences.compare.bind(differences);
  const column = (sample: MixedModelBootstrap, name: string): Float64Array => sample.tbl.numeric(name);
  const objectives = column(other, "obj").map((value) => objectiveOf(changed, study, value));
  compare(`objective of ${what}`, column(one, "obj"), objectives, model.nobs);
  compare(
    `σ of ${what}`,
    column(one, "σ"),
    column(other, "σ").map((value) => value / (study.d * Math.sqrt(study.e))),
  );
  model.coefnames.forEach((name, j) => {
    if (!isTop(name, model.coefnames)) return;
    const unit = unitOf(name, study);
    const own = column(one, `β${j + 1}`);
    compare(
      `β of ${name} of ${what}`,
      own,
      column(other, `β${j + 1}`).map((value) => value * unit),
      largest(own),
    );
  });
  let σ = 0;
  for (const { names } of model.data.terms)
    for (const name of names) {
      σ++;
      if (!isTop(name, names)) continue;
      const unit = unitOf(name, study);
      const own = column(one, `σ${σ}`);
      compare(
        `σ of ${name} of ${what}`,
        own,
        column(other, `σ${σ}`).map((value) => value * unit),
        (differences.isExact ? 1e-3 : REFIT_SIZE) * model.sigma,
      );
    }
  compare(`failures of ${what}`, [one.failures.length], [other.failures.length], 0, 0);
}

async function compareBootstraps(
  study: ChangedUnits,
  models: [LinearMixedModel, LinearMixedModel],
  differences: Differences,
): Promise<void> {
  const options = { progress: false, workers: 1 } as const;
  const both = async (
    draw: (model: LinearMixedModel) => Promise<MixedModelBootstrap>,
  ): Promise<MixedModelBootstrap[]> => [await draw(models[0]), await draw(models[1])];
  for (const draws of ["responses", "statistics"] as const) {
    const samples = await both((model) => parametricbootstrap(new MersenneTwister(1), 4, model, { ...options, draws }));
    compareSamples(`a bootstrap of ${draws}`, samples, models, study, differences);
    if (draws === "statistics") continue;
    const errors = samples.map((sample) => sample.coefpvalues.numeric("se"));
    const p = models[0].coefnames.length;
    models[0].coefnames.forEach((name, j) => {
      if (!isTop(name, models[0].coefnames)) return;
      const [own, other] = errors.map((values) => values.filter((_, i) => i % p === j));
      differences.compare(
        "errors of replicates",
        own,
        other.map((value) => value * unitOf(name, study)),
      );
    });
    const [s, t] = [study.data, study.changed].map((rows, i) =>
      predictionintervals(samples[i], models[i], rows, { of: "observation" }),
    );
    const { c, d } = study;
    for (const end of ["lower", "upper"])
      differences.compare(
        `${end} of predictions`,
        s.numeric(end),
        t.numeric(end).map((v) => (v - c) / d),
        models[0].sigma,
      );
  }
  if (models[0].theta.length > 1 && study.sigma === undefined)
    await compareLikelihoodRatios(study, models, differences);
  for (const method of ["residual", "conditional", "case", "wild"] as const) {
    if (method === "wild" && models[0].groupings.length > 1) continue;
    const group = method === "case" ? { group: "g" } : {};
    const samples = await both((model) =>
      bootstrap(new MersenneTwister(2), 3, model, { ...options, method, ...group }),
    );
    // Other methods than that of cases make responses of fitted values and effects, in the basis of the model.
    const own = method === "case" ? differences : new Differences(study, models, true, false);
    compareSamples(`a ${method} bootstrap`, samples, models, study, own);
    if (own !== differences) differences.found.push(...own.found);
  }
}

/** The statistics of simulated likelihood-ratio tests of the random effects against one intercept alone. */
async function compareLikelihoodRatios(
  study: ChangedUnits,
  models: [LinearMixedModel, LinearMixedModel],
  differences: Differences,
): Promise<void> {
  if (!study.formula.includes(" + (1 + ")) return;
  const formula = `${study.formula.slice(0, study.formula.indexOf(" + ("))} + (1 | g)`;
  const rows = [study.data, study.changed];
  const tests = await Promise.all(
    models.map((model, i) =>
      likelihoodratiotest(fit(formula, rows[i], { REML: study.REML, ...(study.weighted && { weights: "w" }) }), model, {
        method: "bootstrap",
        rng: new MersenneTwister(3),
        n: 3,
        progress: false,
        workers: 1,
      }),
    ),
  );
  differences.compare("simulated χ²", tests[0].statistics, tests[1].statistics, models[0].nobs);
}

function compareProfiles(
  study: ChangedUnits,
  models: [LinearMixedModel, LinearMixedModel],
  differences: Differences,
): void {
  const intervals = models.map((model) => profile(model, { threshold: 2.5 }).confint());
  const [model] = models;
  const names = model.coefnames;
  const row = (name: string): number => (intervals[0].column("par") as string[]).indexOf(name);
  const compare = (what: string, name: string, unit: number): void =>
    ["estimate", "lower", "upper"].forEach((end) => {
      const [own, other] = intervals.map((table) => table.numeric(end)[row(name)]);
      differences.compare(`${end} of the profile of ${what}`, [own], [other * unit], 1e-3 * model.sigma);
    });
  if (study.sigma === undefined) compare("σ", "σ", 1 / (study.d * Math.sqrt(study.e)));
  names.forEach((name, j) => {
    if (isTop(name, names)) compare(name, `β${j + 1}`, unitOf(name, study));
  });
  const [term] = model.data.terms;
  term.names.forEach((name, i) => {
    if (isTop(name, term.names)) compare(`σ of ${name}`, `σ${i + 1}`, unitOf(name, study));
  });
}

/**
 * The fit in changed units against dense matrices in the others: the same numbers, and the right ones. Differences tell
 * degrees of freedom up to a thousandth.
 */
function compareWithDense(
  study: ChangedUnits,
  models: [LinearMixedModel, LinearMixedModel],
  differences: Differences,
): void {
  const [one, other] = models;
  const dense = denseEstimates(one, one.theta);
  const inUnits = (values: Float64Array): Float64Array => values.map((value) => (value - study.c) / study.d);
  differences.compare("dense objective", [dense.objective], [objectiveOf(other, study)], one.nobs);
  differences.compare("dense σ", [dense.sigma], [other.sigma / study.d]);
  differences.compare("dense fitted", dense.fitted, inUnits(other.fitted), one.sigma, 1e-7);
  if (!one.REML || isNearlySingular(one)) return;
  const dof = denseSatterthwaite(one);
  const found = coeftable(other, { dof: "satterthwaite" }).numeric("df");
  one.coefnames.forEach((name, j) => {
    if (isTop(name, one.coefnames)) differences.compare(`dense df of ${name}`, [dof[j]], [found[j]], 0, 2e-3);
  });
}

/** Whether differences about the estimates would leave the positive definite covariances. */
function isNearlySingular({ lambda, data }: LinearMixedModel): boolean {
  return data.terms.some(({ names }, t) =>
    names.some((_, i) => {
      const row = lambda[t].subarray(i * names.length, (i + 1) * names.length);
      return row[i] ** 2 < 0.05 * row.reduce((sum, value) => sum + value ** 2, 0) || row[i] < 0.1;
    }),
  );
}

/** Random designs in random origins and units have the same results. */
export function invarianceProperties({ runs, seed }: Effort): void {
  test(`${runs} random models do not depend on the origins and units of their columns`, () => {
    const found: string[] = [];
    for (let i = 0; i < runs; i++) {
      const study = changedUnits(seed + i);
      const models = fits(study);
      const differences = new Differences(study, models);
      compareModels(study, models, differences);
      compareTests(models, study, differences);
      found.push(...differences.found);
    }
    expect(found).toEqual([]);
  });

  test(`${Math.ceil(runs / 5)} random models have the numbers of dense matrices in any origins and units`, () => {
    const found: string[] = [];
    for (let i = 0; i < runs / 5; i++) {
      const study = {
        ...changedUnits(seed + 104729 + i, SHIFTED.slice(0, 5)),
        weighted: false,
        sigma: undefined,
        e: 1,
      };
      const models = fits(study);
      const differences = new Differences(study, models);
      compareWithDense(study, models, differences);
      found.push(...differences.found);
    }
    expect(found).toEqual([]);
  });

  test(`bootstraps of ${Math.ceil(runs / 5)} random models do not depend on origins and units`, async () => {
    const found: string[] = [];
    for (let i = 0; i < runs / 5; i++) {
      const study = changedUnits(seed + 7919 + i);
      const models = fits(study);
      const differences = new Differences(study, models, true);
      await compareBootstraps(study, models, differences);
      found.push(...differences.found);
    }
    expect(found).toEqual([]);
  });

  test(`profiles of ${Math.ceil(runs / 20)} random models do not depend on origins and units`, () => {
    const found: string[] = [];
    for (let i = 0; i < runs / 20; i++) {
      const study = changedUnits(seed + 15485863 + i, SHIFTED.slice(0, 2));
      const models = fits(study);
      const differences = new Differences(study, models);
      compareProfiles(study, models, differences);
      found.push(...differences.found);
    }
    expect(found).toEqual([]);
  });
}
