import { BlockDescription } from "engine/model/blockDescription";
import { ranef, raneftables } from "engine/model/diagnostics";
import { fit } from "engine/model/fit";
import { VarCorr } from "engine/model/varCorr";
import { dataset } from "engine/table/source/dataset";
import { expectClose } from "../../support/expectClose";
import { type FitName, fitted } from "../../support/fits";

test.each(["sleepstudy", "kb07_m0", "machines", "pastes", "sleepstudy_zerocorr"] as FitName[])(
  "σρs hold the standard deviations and correlations of %s",
  (name) => {
    const model = fitted(name);
    for (const { grouping, stddev, correlations } of VarCorr(model).components) {
      const { σ, ρ, sigma, rho } = model.σρs[grouping];
      expect([sigma, rho]).toEqual([σ, ρ]);
      expect(Object.values(σ)).toEqual([...stddev]);
      expect([...ρ]).toEqual(
        correlations.flatMap((row) => [...row]).map((value) => (Number.isNaN(value) ? -0 : value)),
      );
    }
    expect(Object.keys(model.sigmarhos)).toEqual(model.groupings);
  },
);

test.each(["sleepstudy", "kb07_m0", "machines", "pastes", "penicillin"] as FitName[])(
  "the spherical random effects of %s are u with b = Λu",
  (name) => {
    const model = fitted(name);
    const [u, b] = [ranef(model, { uscale: true }), ranef(model)];
    model.groupings.forEach((grouping, t) => {
      const names = b[grouping].columnNames.slice(1);
      expect(u[grouping].columnNames).toEqual(b[grouping].columnNames);
      names.forEach((column, i) => {
        const product = names
          .slice(0, i + 1)
          .map((other, j) => u[grouping].numeric(other).map((value) => model.lambda[t][i * names.length + j] * value));
        expectClose(
          b[grouping].numeric(column),
          product[0].map((_, l) => product.reduce((sum, part) => sum + part[l], 0)),
          { relative: 1e-12, absolute: 1e-12 * model.sigma },
        );
      });
    });
    // σ̂² is the penalised residual sum of squares |y − Xβ − ZΛu|² + |u|², over its degrees of freedom.
    const penalty = Object.values(u)
      .flatMap((table) => table.columnNames.slice(1).flatMap((column) => [...table.numeric(column)]))
      .reduce((sum, value) => sum + value * value, 0);
    const residuals = model.residuals.reduce((sum, value) => sum + value * value, 0);
    expectClose([residuals + penalty], [model.sigma ** 2 * (model.nobs - (model.REML ? model.coefnames.length : 0))], {
      relative: 1e-9,
    });
  },
);

test("the names are those of MixedModels.jl, unknown options are refused", () => {
  const model = fitted("sleepstudy");
  expect(raneftables(model)).toEqual(model.ranef);
  expect(raneftables(model, { uscale: true })).toEqual(model.u);
  expect(() => ranef(model, { uscal: true } as object)).toThrow(
    "unknown option of ranef 'uscal' (did you mean 'uscale'?)",
  );
});

test("the blocks of a balanced design shrink to a few rows, those of a ragged one stay", () => {
  const { blknms, blkrows, reduced, ALtypes } = new BlockDescription(fitted("sleepstudy"));
  expect({ blknms, blkrows, reduced, ALtypes }).toEqual({
    blknms: ["subj", "fixed"],
    blkrows: [36, 2],
    reduced: [2, 2],
    ALtypes: [["BlkDiag"], ["Dense", "Dense"]],
  });
  const ragged = fit(
    "reaction ~ 1 + days + (1 + days | subj)",
    dataset("sleepstudy")
      .toRows()
      .filter((_, i) => (i * 7919) % 101 > 25),
  );
  expect(new BlockDescription(ragged).reduced[0]).toBeGreaterThan(18);
  const crossed = new BlockDescription(fitted("kb07_m1"));
  expect(crossed.blkrows).toEqual([64, 56, 8]);
  expect(crossed.ALtypes).toEqual([["BlkDiag"], ["Sparse", "Diag/Dense"], ["Dense", "Dense", "Dense"]]);
});
