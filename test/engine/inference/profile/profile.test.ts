import { readFileSync } from "node:fs";
import { join } from "node:path";
import { confint } from "engine/bootstrap/sample/confint";
import { prepareResponse } from "engine/deviance/modelData";
import { normalBound } from "engine/distributions/normalQuantile";
import { profiledParameters } from "engine/inference/profile/coordinates";
import { AbsoluteDeviance, JointDeviance } from "engine/inference/profile/jointDeviance";
import { profile } from "engine/inference/profile/profile";
import { withProblem } from "engine/inference/profile/withProblem";
import { fit } from "engine/model/fit";
import { LinearMixedModel } from "engine/model/linearMixedModel";
import { asTable } from "engine/table/asTable";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { fitted } from "../../support/fits";
import { inferenceModel, inferenceReference } from "../../support/inferenceReference";

const fixedSigma = JSON.parse(
  readFileSync(join(__dirname, "..", "..", "..", "reference", "profileFixedSigma.json"), "utf8"),
) as { readonly [model: string]: { readonly [par: string]: readonly [number, number] } };
const profiled = Object.keys(inferenceReference).filter((name) => inferenceReference[name].profile);

/** lme4's names of the parameters in the order of its table, as ours. */
function ourNames(theirs: readonly string[]): string[] {
  const counts = { σ: 0, ρ: 0, β: 0 };
  return theirs.map((name) => {
    if (name === "sigma") return "σ";
    const kind = name.startsWith("sd_") ? "σ" : name.startsWith("cor_") ? "ρ" : "β";
    return `${kind}${++counts[kind]}`;
  });
}

describe("profile intervals", () => {
  test.each(profiled)("are those of lme4: %s", (name) => {
    const { par, lower, upper } = inferenceReference[name].profile!;
    const table = confint(profile(inferenceModel(name)));
    const rows = ourNames(par).map((own) => (table.column("par") as string[]).indexOf(own));
    // lme4 interpolates a spline in ζ; where σ1 of sleepstudy_ragged nears 0 that is off by 7e-4, elsewhere by less
    // than 1e-4.
    expectClose(
      rows.map((row) => table.numeric("lower")[row]),
      lower.map((value) => value ?? NaN),
      { relative: 1e-3, absolute: 1e-3 },
    );
    expectClose(
      rows.map((row) => table.numeric("upper")[row]),
      upper.map((value) => value ?? NaN),
      { relative: 1e-3, absolute: 1e-3 },
    );
  });

  test.each(["sleepstudy", "penicillin", "pastes", "kb07_m1", "sleepstudy_zerocorr", "dyestuff2"] as const)(
    "of %s end where the optimum of the rest has risen by z²",
    (name) => {
      const model = fitted(name);
      const result = profile(model);
      const at = { β: (x: number) => x, σ: Math.log, ρ: Math.asin };
      for (const level of [0.5, 0.9, 0.95, 0.999]) {
        const z = normalBound(level);
        const table = confint(result, { level });
        for (const { name: par, coordinate } of profiledParameters(model)) {
          const row = result.parameters.indexOf(par);
          const symbol = par === "σ" ? "σ" : par.startsWith("ρ") ? "ρ" : "β";
          const own = coordinate!();
          own.open((rest) => {
            for (const side of ["lower", "upper"] as const) {
              rest.restart();
              const end = at[symbol](table.numeric(side)[row]);
              if (end === own[side]) continue;
              const rise = rest.at(end).objective - model.objective;
              expect([par, side, Math.abs(Math.sqrt(rise) - z) < 1e-7]).toEqual([par, side, true]);
            }
          });
        }
      }
    },
  );

  // Found by minimising −2 log-likelihood at a held standard deviation by the simplex of Nelder and Mead.
  test.each<[string, string, string, string, number | undefined, number | undefined]>([
    ["penicillin", "diameter ~ 1 + (1 | plate) + (1 | sample)", "penicillin", "σ2", 1.095831, 3.556322],
    ["machines", "score ~ 1 + Machine + (1 | Worker)", "machines", "σ1", undefined, 9.561046],
    ["dyestuff", "yield ~ 1 + (1 | batch)", "dyestuff", "σ1", 12.19651, 84.06341],
  ])("of a standard deviation have six right digits: %s", (_, formula, data, par, lower, upper) => {
    const result = profile(fit(formula, dataset(data)), { parameters: [par] });
    const table = confint(result);
    if (lower !== undefined) expect(table.numeric("lower")[0] / lower).toBeCloseTo(1, 6);
    if (upper !== undefined) expect(table.numeric("upper")[0] / upper).toBeCloseTo(1, 6);
  });

  test("of a coefficient are those of refits without its column", () => {
    const rows = dataset("sleepstudy").toRows();
    const model = fitted("sleepstudy");
    const upper = confint(profile(model, { parameters: ["β2"] })).numeric("upper")[0];
    const offset = fit(
      "less ~ 1 + (1 + days | subj)",
      asTable(rows.map((row) => ({ ...row, less: (row.reaction as number) - upper * (row.days as number) }))),
    );
    expect(offset.objective - model.objective).toBeCloseTo(1.959963985 ** 2, 6);
  });
});

describe("a profile", () => {
  test("has the points of every parameter in ascending order, the estimate among them", () => {
    const model = fitted("sleepstudy");
    const { tbl, parameters, estimates } = profile(model);
    expect(parameters).toEqual(["β1", "β2", "σ", "σ1", "σ2", "ρ1", "θ1", "θ2", "θ3"]);
    expect(tbl.columnNames).toEqual(["par", "value", "zeta", "objective", ...parameters]);
    const [par, value, zeta, objective] = ["par", "value", "zeta", "objective"].map(
      (name) => tbl.column(name) as unknown as number[],
    );
    for (let i = 1; i < tbl.numRows; i++)
      if (par[i] === par[i - 1]) {
        expect(value[i]).toBeGreaterThan(value[i - 1]);
        expect(zeta[i]).toBeGreaterThan(zeta[i - 1]);
      }
    expectClose(
      zeta.map((own) => own * own),
      Array.from(objective, (own) => own - model.objective),
      { absolute: 1e-9 },
    );
    expectClose(
      estimates.numeric("estimate"),
      [...model.coef, model.sigma, model.σs.subj["(Intercept)"], model.σs.subj.days, 0.0813201, ...model.theta],
      { relative: 1e-6 },
    );
  });

  test("has densities that integrate to 1, less what lies beyond a bound", () => {
    const result = profile(inferenceModel("sleepstudy_ragged"));
    const table = result.densities({ points: 400 });
    const [par, value, density] = ["par", "value", "density"].map((name) => table.column(name) as unknown as number[]);
    const mass: { [name: string]: number } = {};
    for (let i = 1; i < table.numRows; i++)
      if (par[i] === par[i - 1])
        mass[par[i]] = (mass[par[i]] ?? 0) + ((value[i] - value[i - 1]) * (density[i] + density[i - 1])) / 2;
    expectClose(
      ["β1", "β2", "σ", "σ2"].map((name) => mass[name]),
      [1, 1, 1, 1],
      { absolute: 1e-3 },
    );
    // ζ = 0.742 at ρ = 1: Φ(0.742) = 0.771.
    expect(mass.ρ1).toBeCloseTo(0.771, 2);
    expect(result.zetatable({ points: 7 }).numRows).toBe(7 * result.parameters.length);
  });

  test("of a singular fit starts at the bound and says what is not identified", () => {
    const dyestuff2 = profile(fitted("dyestuff2"));
    const table = confint(dyestuff2);
    expect([table.numeric("lower")[2], table.numeric("estimate")[2]]).toEqual([0, 0]);
    expect(table.numeric("upper")[2]).toBeCloseTo(2.08405, 3);
    const flat = dataset("sleepstudy")
      .toRows()
      .map((row, i) => ({ ...row, reaction: (row.days as number) + ((i * 7919) % 101) }));
    const none = profile(fit("reaction ~ 1 + days + (1 + days | subj)", asTable(flat)), { parameters: ["ρ1"] });
    expect(none.estimates.numeric("estimate")).toEqual(Float64Array.of(NaN));
    expect(none.notes).toEqual(["ρ1 is not profiled: a standard deviation is 0 at the estimates"]);
    expect(String(none)).toContain("NaN");
  });

  test("that bends says so", () => {
    const { notes } = profile(fitted("kb07_m0"), { parameters: ["θ06"] });
    expect(notes).toEqual([expect.stringMatching(/^the profile of θ06 bends: ζ is not monotone at /)]);
  });

  test("of a fit that is not the optimum says so", () => {
    const model = fitted("dyestuff");
    const { data, strata, minimum } = model;
    const worse = withProblem(data, model.response, ({ deviance }) =>
      LinearMixedModel.create(data, prepareResponse(data, model.response), deviance, strata, {
        ...minimum,
        theta: Float64Array.of(0.4),
      }),
    );
    const notes = profile(worse, { parameters: ["σ1"] }).notes.join();
    expect(notes).toMatch(/^σ1 is not profiled: the objective falls by .* when the other parameters are optimised, /);
    expect(notes).toMatch(/ optimised, so the fit is not the optimum$/);
  });

  test("of a REML fit is that of maximum likelihood, and says so", () => {
    const result = profile(fitted("sleepstudy_reml"), { parameters: ["σ1"] });
    expect(result.notes).toEqual(["the model was refitted by maximum likelihood to be profiled"]);
    expectClose(
      confint(result).numeric("lower"),
      confint(profile(fitted("sleepstudy"), { parameters: ["σ1"] })).numeric("lower"),
      { relative: 1e-6 },
    );
    for (const text of [String(result), result.toHTML(), result.toMarkdown(), result.toLaTeX()])
      expect(text).toContain("maximum likelihood");
  });

  test.each(["intercepts", "slopes"])(
    "of a fit with a fixed σ has the intervals of dense matrices in R: %s",
    (name) => {
      const expected = fixedSigma[name];
      const model =
        name === "intercepts"
          ? fit("reaction ~ 1 + days + (1 | subj)", dataset("sleepstudy"), { σ: 30 })
          : fit("reaction ~ 1 + days + (1 + days | subj)", dataset("sleepstudy"), { σ: 25, REML: true });
      const result = profile(model);
      expect(result.parameters).not.toContain("σ");
      expect(result.notes.at(-1)).toBe(
        `σ is held fixed at ${model.sigma}, so it has no profile, and the others are for this σ`,
      );
      const table = confint(result);
      const rows = Object.keys(expected).map((par) => result.parameters.indexOf(par));
      expectClose(
        rows.map((row) => table.numeric("lower")[row]),
        Object.values(expected).map(([lower]) => lower),
        { relative: 1e-5 },
      );
      expectClose(
        rows.map((row) => table.numeric("upper")[row]),
        Object.values(expected).map(([, upper]) => upper),
        { relative: 1e-5 },
      );
      expect(() => profile(model, { parameters: ["sigma"] })).toThrow(
        `σ is held fixed at ${model.sigma}, so it has no profile; parameters are β1, β2, σ1`,
      );
    },
  );

  test("of a low threshold shows the intervals that it has", () => {
    expect(String(profile(fitted("dyestuff"), { threshold: 1 }))).toContain("68 % profile-likelihood intervals");
    expect(profile(fitted("dyestuff"), { threshold: 0.001 }).toHTML()).toContain(
      "0.0798 % profile-likelihood intervals",
    );
  });

  test("refuses what it cannot do", () => {
    const model = fitted("dyestuff");
    expect(() => profile(model, { parameters: ["σ9"] })).toThrow(
      "unknown parameter 'σ9' (did you mean 'σ'?); parameters are β1, σ, σ1, θ1",
    );
    expect(() => profile(model, { threshold: 0 })).toThrow(
      "the threshold of a profile is a number of standard deviations above 0 and up to 20; got 0",
    );
    expect(() => profile(model, { treshold: 2 } as never)).toThrow("unknown option of profile 'treshold'");
    expect(() => confint(profile(model, { threshold: 2 }), { level: 0.9999 })).toThrow(
      /which need 3.89; profile with a larger threshold/,
    );
    expect(() => profile(model).densities({ points: 1 })).toThrow("a curve has two points or more; got 1");
  });
});

test.each(["sleepstudy", "kb07_m1", "pastes"] as const)(
  "derivatives of the deviance in (θ, log σ) and (σθ, log σ) agree with differences: %s",
  (name) => {
    const { data, response, theta, sigma } = fitted(name);
    withProblem(data, response, (problem) => {
      const joint = new JointDeviance(problem);
      for (const [objective, at] of [
        [joint, [...theta.map((value, i) => value * (1 + 0.1 * (i % 3))), Math.log(1.1 * sigma)]],
        [new AbsoluteDeviance(joint, 0.7), [...theta.map((value) => (1.1 * sigma * value) / 0.7), Math.log(sigma)]],
      ] as const) {
        const point = Float64Array.from(at);
        const n = point.length;
        const shifted = (j: number, h: number): Float64Array =>
          point.map((value, i) => (i === j ? value + h * Math.max(1, Math.abs(value)) : value));
        const { gradient } = objective.evaluate(point);
        const { matrix } = objective.hessian(point);
        for (let j = 0; j < n; j++) {
          const h = 1e-5 * Math.max(1, Math.abs(point[j]));
          const [above, below] = [1e-5, -1e-5].map((step) => objective.evaluate(shifted(j, step)));
          const scale = Math.sqrt(Math.abs(matrix[j * n + j]));
          expect(Math.abs((above.objective - below.objective) / (2 * h) - gradient[j])).toBeLessThan(
            1e-4 * (scale + Math.abs(gradient[j])),
          );
          for (let i = 0; i < n; i++)
            expect(Math.abs((above.gradient[i] - below.gradient[i]) / (2 * h) - matrix[i * n + j])).toBeLessThan(
              1e-5 * scale * Math.sqrt(Math.abs(matrix[i * n + i])) + 1e-6 * Math.abs(matrix[i * n + j]),
            );
        }
      }
    });
  },
);
