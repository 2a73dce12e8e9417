import { influence } from "engine/inference/influence";
import { contestMD } from "engine/inference/means/contest";
import { effects, empairs } from "engine/inference/means/effects";
import { emtrends } from "engine/inference/means/emtrends";
import { anova } from "engine/inference/tests/anova";
import { drop1 } from "engine/inference/tests/drop1";
import { BlockDescription } from "engine/model/blockDescription";
import { fit } from "engine/model/fit";
import { levelcoef } from "engine/model/levelcoef";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { predict } from "engine/model/predict";
import { MersenneTwister } from "engine/random/mersenneTwister";
import { daysOf } from "engine/table/dates";
import type { Effort } from "./property";

/** What results may differ by, relatively; degrees of freedom by more. */
const AGREE = 1e-8;
const DOF_AGREES = 1e-5;
/**
 * … and what comes of θ where the last step of the minimiser may be another one. Units that are no powers of two round
 * columns otherwise, and a step whose promise is at the bound is then taken in one of the fits only.
 */
const STOPPING = 2e-5;
const CREEPING = 30;

type Rows = { readonly [column: string]: number[] | string[] };

/** A model of columns that a formula makes of x, in two origins and units of x. */
interface Calculated {
  readonly description: string;
  readonly formulas: readonly [string, string];
  readonly tables: readonly [Rows, Rows];
  readonly REML: boolean;
  /** x′ = a + b·x. */
  readonly a: number;
  readonly b: number;
  /** Whether the mean has a slope in x everywhere. */
  readonly isSmooth: boolean;
  /** Columns that are multiplied by b. */
  readonly degree: number;
}

/**
 * Formulas of x, the degree of their columns in the unit of x, and by how many orders its origin may lie away in
 * standard deviations; a number in a formula is one of x.
 */
const FORMULAS: readonly {
  readonly of: (at: (x: number) => number) => string;
  readonly degree: number;
  readonly orders: number;
  readonly isSmooth?: boolean;
}[] = [
  { of: () => "1 + ns(x, 3) + arm + (1 | g)", degree: 0, orders: 6 },
  { of: () => "1 + bs(x, 4) + arm + (1 + x | g)", degree: 0, orders: 6 },
  { of: () => "1 + poly(x, 2) + arm + (1 + x | g)", degree: 0, orders: 6 },
  { of: () => "1 + poly(x, 3) * arm + (1 | g)", degree: 0, orders: 6 },
  { of: () => "1 + arm + ns(x, 2) + (1 + ns(x, 2) | g)", degree: 0, orders: 6 },
  { of: (at) => `1 + arm + I(x > ${at(0.3)}) + (1 | g)`, degree: 0, orders: 6, isSmooth: false },
  { of: (at) => `1 + x + arm + I(x > ${at(0.3)}) + (1 + x | g)`, degree: 1, orders: 6, isSmooth: false },
  { of: () => "1 + x * arm + (1 + x | g)", degree: 3, orders: 6 },
  { of: () => "1 + arm + x + I(3 * x) + (1 + x | g)", degree: 1, orders: 6 },
  { of: () => "1 + arm + x + x^2 + (1 + x | g)", degree: 3, orders: 4 },
  { of: () => "1 + arm + log(x) + (1 + log(x) | g)", degree: 0, orders: -Infinity },
  { of: () => "1 + arm + sqrt(x) + x + (1 | g)", degree: 1.5, orders: -Infinity },
  { of: () => "1 + arm + inv(x) + zerocorr(1 + x | g)", degree: -1, orders: -Infinity },
];

/** n values about 8 with a standard deviation of about 2, never at 8.3 or below 0. */
const DRAWS: readonly ((rng: MersenneTwister) => number)[] = [
  (rng) => 4 + Math.floor(9 * rng.rand()),
  (rng) => Math.round(40 + 160 * rng.rand()) / 20 + 3.01,
  (rng) => 4.3 + 8 * rng.rand(),
];

function calculated(seed: number): Calculated {
  const rng = new MersenneTwister(seed);
  const { of, degree, orders, isSmooth = true } = FORMULAS[Math.floor(FORMULAS.length * rng.rand())];
  const draw = DRAWS[Math.floor(DRAWS.length * rng.rand())];
  const groups = 8 + Math.floor(5 * rng.rand());
  const n = groups * (7 + Math.floor(4 * rng.rand()));
  const g = Array.from({ length: n }, (_, i) => `g${i % groups}`);
  const arm = g.map(() => ["ctl", "low", "high"][Math.floor(3 * rng.rand())]);
  const x = g.map(() => draw(rng));
  const own = new Map(g.map((level) => [level, [rng.randn(), 0.4 * rng.randn()]]));
  const y = x.map((value, i) => {
    const s = (value - 8) / 2;
    const [intercept, slope] = own.get(g[i])!;
    return 3 + intercept + (0.5 + slope) * s - 0.2 * s * s + (arm[i] === "high" ? 0.6 : 0) + rng.randn();
  });
  const b = 10 ** (24 * rng.rand() - 12);
  const a = (rng.rand() < 0.5 ? -1 : 1) * 2 * b * 10 ** (orders * rng.rand());
  const inUnits = (value: number): number => a + b * value;
  // Numbers of formulas lie at 8.15, which no draw is near.
  const formulas = [(): number => 8.15, (): number => inUnits(8.15)].map((at) => `y ~ ${of(at)}`);
  return {
    description: `seed ${seed}: ${formulas[0]}, a ${a.toExponential(2)} b ${b.toExponential(2)}`,
    formulas: [formulas[0], formulas[1]],
    tables: [
      { g, arm, x, y },
      { g, arm, x: x.map(inUnits), y },
    ],
    REML: rng.rand() < 0.5,
    a,
    b,
    isSmooth,
    degree,
  };
}

class Differences {
  readonly found: string[] = [];

  constructor(
    private readonly description: string,
    private readonly allowed: number,
  ) {}

  /** Numbers that must agree, relative to their size and to a scale that they have at least. */
  compare(
    what: string,
    [one, other]: readonly ArrayLike<number>[],
    { scale = 0, allowed = this.allowed }: { readonly scale?: number; readonly allowed?: number } = {},
  ): void {
    let most = one.length === other.length ? 0 : Infinity;
    for (let i = 0; i < one.length; i++) {
      if (Object.is(one[i], other[i]) || one[i] === other[i]) continue;
      const difference = Math.abs(one[i] - other[i]) / Math.max(Math.abs(one[i]), Math.abs(other[i]), scale);
      most = Math.max(most, Number.isNaN(difference) ? Infinity : difference);
    }
    if (most > allowed) this.found.push(`${what} by ${most.toExponential(1)} (${this.description})`);
  }
}

/** All that is said of a model in two origins and units of x. */
function differencesOf(study: Calculated, withCostly: boolean): string[] {
  const { formulas, tables, REML, a, b, degree, isSmooth } = study;
  const models = [0, 1].map((k) => fit(formulas[k], tables[k], { REML }));
  const [one] = models;
  const [evaluations, others] = models.map(({ minimum }) => minimum.evaluations);
  const settles = one.data.layout.blocks.length === 1 && evaluations <= CREEPING && evaluations === others;
  const { found, compare } = bound(new Differences(study.description, settles ? AGREE : STOPPING));
  const scale = one.sigma;
  const both = <T>(of: (model: LinearMixedModel, at: (x: number) => number) => T): [T, T] => [
    of(models[0], (x) => x),
    of(models[1], (x) => a + b * x),
  ];
  const objectives = models.map(({ objective }, k) => [
    k === 1 && REML ? objective - 2 * degree * Math.log(b) : objective,
  ]);
  compare("objective", objectives, { scale: one.nobs, allowed: AGREE });
  compare(
    "σ",
    both(({ sigma }) => [sigma]),
  );
  compare(
    "fitted",
    both(({ fitted }) => fitted),
    { scale },
  );
  compare(
    "reduced rows",
    both((model) => new BlockDescription(model).reduced),
    { allowed: 0 },
  );
  if (both(({ certificate }) => certificate.summary).some((own, _, [first]) => own !== first))
    found.push(`certificate (${study.description}): ${both(({ certificate }) => certificate.summary).join(" / ")}`);
  const rows = (at: (x: number) => number): Rows => ({
    g: ["g0", "g1", "g2"],
    arm: ["ctl", "low", "high"],
    x: [5.4, 8.01, 11.7].map(at),
  });
  for (const random of ["all", "none"] as const)
    compare(
      `predictions with ${random}`,
      both((model, at) => predict(model, rows(at), { random })),
      { scale },
    );
  const dofs = REML ? (["satterthwaite", "kenward-roger"] as const) : (["satterthwaite"] as const);
  for (const dof of dofs) {
    const tablesOf = [
      both((model, at) => effects({ arm: ["ctl", "high"], x: [5.4, 8.01].map(at) }, model, { dof })),
      both((model) => effects({ arm: ["ctl", "low", "high"] }, model, { dof, average: "levels" })),
      both((model) => empairs({ arm: ["ctl", "low", "high"] }, model, { dof, adjust: withCostly ? "tukey" : "holm" })),
    ];
    tablesOf.forEach((pair, i) => {
      for (const name of ["estimate", "stderror", "lower", "upper"])
        compare(
          `${name} of means ${i}, ${dof}`,
          pair.map((table) => table.numeric(name)),
          { scale },
        );
      compare(
        `df of means ${i}, ${dof}`,
        pair.map((table) => table.numeric("df")),
        { allowed: DOF_AGREES },
      );
      if (i === 2)
        compare(
          `p of means, ${dof}`,
          pair.map((table) => table.numeric("p")),
          { allowed: DOF_AGREES },
        );
    });
    if (isSmooth) {
      const trends = both((model, at) =>
        emtrends("x", { arm: ["ctl", "high"], x: [6.1, 8.4].map(at) }, model, { dof }),
      );
      for (const name of ["trend", "stderror"])
        compare(
          `${name}, ${dof}`,
          trends.map((table, k) => table.numeric(name).map((value) => value * (k === 1 ? b : 1))),
          { scale: 0.1 * scale },
        );
      compare(
        `df of trends, ${dof}`,
        trends.map((table) => table.numeric("df")),
        { allowed: DOF_AGREES },
      );
    }
    const joint = both((model) => contestMD(model, { low: { "arm: low": 1 }, high: { "arm: high": 1 } }, { dof }));
    if (!formulas[0].includes("* arm"))
      for (const [name, allowed] of [
        ["F", undefined],
        ["dendf", DOF_AGREES],
      ] as const)
        compare(
          `${name} of contestMD, ${dof}`,
          joint.map((table) => table.numeric(name)),
          { scale: 1e-3, ...(allowed === undefined ? {} : { allowed }) },
        );
  }
  const dropped = both((model) => drop1(model));
  for (const [name, allowed] of [
    ["F", undefined],
    ["dendf", DOF_AGREES],
  ] as const)
    compare(
      `${name} of drop1`,
      dropped.map((table) =>
        table.numeric(name).filter((_, i) => isAnywhere(table.column("term")[i] as string, formulas[0])),
      ),
      { scale: 1e-3, ...(allowed === undefined ? {} : { allowed }) },
    );
  for (const type of ["I", "II"] as const) {
    const tests = both((model) => anova(model, { type }));
    compare(
      `F of anova ${type}`,
      tests.map((table) =>
        table.numeric("F").filter((_, i) => type === "I" || isAnywhere(table.column("term")[i] as string, formulas[0])),
      ),
      { scale: 1e-3 },
    );
  }
  const coefficients = both((model) => levelcoef(model).g.numeric("arm: high"));
  if (!formulas[0].includes("* arm")) compare("levelcoef", coefficients, { scale });
  if (withCostly)
    for (const name of ["cook", "σ"])
      compare(
        `${name} of influence`,
        both((model) => influence(model, "g").numeric(name)),
        { allowed: STOPPING },
      );
  return [...found];
}

/**
 * Whether the test of a term is about no place of x: that of x beside x², or of an arm beside its slopes, is at x = 0.
 */
function isAnywhere(term: string, formula: string): boolean {
  return !((term === "x" && formula.includes("x^2")) || (term === "arm" && formula.includes("x * arm")));
}

function bound(differences: Differences): { found: string[]; compare: Differences["compare"] } {
  return { found: differences.found, compare: differences.compare.bind(differences) };
}

/** Dates are days: what a model says does not depend on the day from which they are counted. */
function datesDifferences(seed: number): string[] {
  const rng = new MersenneTwister(seed);
  const n = 72;
  const first = Date.UTC(1960 + Math.floor(70 * rng.rand()), 2, 3);
  const day = Array.from({ length: n }, () => Math.floor(200 * rng.rand()));
  const g = day.map((_, i) => `g${i % 9}`);
  const own = g.slice(0, 9).map(() => [rng.randn(), 0.01 * rng.randn()]);
  const y = day.map((value, i) => own[i % 9][0] + (0.01 + own[i % 9][1]) * value + rng.randn());
  const dates = day.map((value) => new Date(first + 864e5 * value).toISOString().slice(0, 10));
  expect([...daysOf(dates)!].map((value) => value - first / 864e5)).toEqual(day);
  const formula = "y ~ 1 + x + (1 + x | g)";
  const models = [day, dates].map((x) => fit(formula, { g, x, y }, { REML: true }));
  const { found, compare } = bound(new Differences(`dates of seed ${seed}`, AGREE));
  compare(
    "objective",
    models.map(({ objective }) => [objective]),
  );
  compare(
    "fitted",
    models.map(({ fitted }) => fitted),
    { scale: 1 },
  );
  compare(
    "slope",
    models.map(({ coef, stderror }) => [coef[1], stderror[1]]),
  );
  const asked = [{ x: [day[3], 150] }, { x: [dates[3], new Date(first + 864e5 * 150).toISOString().slice(0, 10)] }];
  for (const name of ["estimate", "stderror"])
    compare(
      `${name} of effects`,
      models.map((model, k) => effects(asked[k], model).numeric(name)),
      { scale: 1 },
    );
  return found;
}

/** Results of columns that a formula calculates do not depend on the origin and unit of what they are calculated of. */
export function calculatedInvariance({ runs, seed }: Effort): void {
  test(`${runs} models of splines, polynomials and calculations do not depend on origins and units`, () => {
    const found: string[] = [];
    for (let i = 0; i < runs; i++) found.push(...differencesOf(calculated(seed + i), i % 15 === 0));
    expect(found).toEqual([]);
  });

  test(`${Math.ceil(runs / 5)} models of dates do not depend on the day that they are counted from`, () => {
    const found: string[] = [];
    for (let i = 0; i < runs / 5; i++) found.push(...datesDifferences(seed + 32452843 + i));
    expect(found).toEqual([]);
  });
}
