import { OptionError } from "engine/errors";
import { fit } from "engine/model/fit";
import type { LinearMixedModel } from "engine/model/linearMixedModel";
import { RandomEffectsMatrix } from "engine/model/parts/randomEffectsMatrix";
import { modelmatrix, rePCA, reterms, vcov } from "engine/model/summaries";
import { dataset } from "engine/table/source/dataset";
import { inverse, Matrix } from "ml-matrix";
import { expectClose } from "../support/expectClose";
import { fitted } from "../support/fits";

const sleepstudy = fitted("sleepstudy");
const days = dataset("sleepstudy").numeric("days");
const models: { readonly [what: string]: () => LinearMixedModel } = {
  "an intercept and a slope": () => sleepstudy,
  "crossed factors, singular": () => fitted("kb07_m0"),
  "nested factors": () => fit("strength ~ 1 + (1 | batch / cask)", dataset("pastes")),
  "effects that do not correlate": () =>
    fit("score ~ 1 + Machine + zerocorr(1 + Machine | Worker)", dataset("machines"), { REML: true }),
  "weights and an offset": () =>
    fit("reaction ~ 1 + days + offset(10 * days) + (1 + days | subj)", dataset("sleepstudy"), {
      weights: days.map((day) => 1 + day),
    }),
  "a column that depends on others": () =>
    fit("reaction ~ 1 + days + twice + (1 | subj)", {
      reaction: dataset("sleepstudy").numeric("reaction"),
      subj: dataset("sleepstudy")
        .factor("subj")
        .levels.flatMap((level) => Array<string>(10).fill(level)),
      days,
      twice: days.map((day) => 2 * day),
    }),
  "days in seconds": () =>
    fit("reaction ~ 1 + t + (1 + t | subj)", {
      reaction: dataset("sleepstudy").numeric("reaction"),
      subj: Array.from({ length: 180 }, (_, i) => `s${Math.floor(i / 10)}`),
      t: days.map((day) => day * 86_400),
    }),
};

describe.each(Object.keys(models))("with %s", (what) => {
  const model = models[what]!();

  test("Xβ + Zb + offset are the fitted values", () => {
    const sum = modelmatrix(model).mmul(model.β).add(model.Z.mmul(model.b)).to1DArray();
    const scale = Math.max(...model.fitted.map(Math.abs));
    expectClose(
      sum.map((value, i) => value + model.offset[i]),
      model.fitted,
      { absolute: 1e-9 * scale },
    );
  });

  test("Z of the terms stand beside each other, and are what they are with all their zeros", () => {
    const { Z } = model;
    const terms = reterms(model);
    expect(terms.map(({ groupings }) => groupings)).toEqual(model.groupings.map((name) => [name]));
    expect([Z.rows, Z.columns, Z.groupings]).toEqual([
      model.nobs,
      terms.reduce((sum, { columns }) => sum + columns, 0),
      model.groupings,
    ]);
    const dense = Z.toMatrix();
    expect(dense.colnames).toEqual(Z.colnames);
    expect(new Set(Z.colnames).size).toBe(Z.columns);
    const beside = terms.map((term) => term.toMatrix().to2DArray());
    expect(dense.to2DArray()).toEqual(beside[0]!.map((_, i) => beside.flatMap((rows) => rows[i]!)));
    for (let i = 0; i < 5; i++) for (let j = 0; j < Z.columns; j++) expect(Z.get(i * 7, j)).toBe(dense.get(i * 7, j));
    const right = new Matrix(Z.columns, 2).apply(function (this: Matrix, i: number, j: number) {
      this.set(i, j, Math.sin(i + j));
    });
    expectClose(Z.mmul(right).to1DArray(), dense.mmul(right).to1DArray(), { relative: 1e-12, absolute: 1e-12 });
    const y = model.response;
    expectClose(Z.transposeMmul(y).to1DArray(), dense.transpose().mmul(y).to1DArray(), { relative: 1e-12 });
  });

  test("λ are the matrices of the arrays, and b = λu", () => {
    expect(model.λ.map((own) => own.to1DArray())).toEqual(model.lambda.map((own) => [...own]));
    const b = model.groupings.flatMap((grouping, t) => {
      const u = model.u[grouping]!.toMatrix();
      return u.mmul(model.λ[t]!.transpose()).to1DArray();
    });
    expectClose(b, model.b, { relative: 1e-9, absolute: 1e-9 * Math.max(...model.b.map(Math.abs)) });
  });

  test("the loadings of principal components are orthonormal and make what they are of", () => {
    for (const corr of [true, false]) {
      const pca = rePCA(model, { corr });
      for (const grouping of model.groupings) {
        const [loadings, covcor] = [pca.loadings[grouping]!, pca.covcor[grouping]!];
        const s = loadings.rows;
        expectClose(loadings.transpose().mmul(loadings).to1DArray(), Matrix.eye(s).to1DArray(), { absolute: 1e-13 });
        const shares = pca.numeric("share").filter((_, i) => pca.column("group")[i] === grouping);
        const diagonal = Matrix.diag([...shares].map((share) => share * covcor.trace()));
        expectClose(loadings.mmul(diagonal).mmul(loadings.transpose()).to1DArray(), covcor.to1DArray(), {
          absolute: 1e-12 * covcor.trace(),
        });
        for (let j = 0; j < s; j++) {
          const column = loadings.getColumn(j);
          expect(Math.max(...column)).toBeGreaterThan(0.99 * -Math.min(...column));
        }
        if (!corr) continue;
        const { ρ } = model.σρs[grouping]!;
        for (let i = 0, k = 0; i < s; i++)
          for (let j = 0; j < i; j++, k++) expect(covcor.get(i, j)).toBeCloseTo(ρ[k] || 0, 12);
      }
    }
  });
});

test("the covariance of the coefficients is σ²(XᵀV⁻¹X)⁻¹ by matrices alone", () => {
  const Z = sleepstudy.Z.toMatrix();
  const X = modelmatrix(sleepstudy);
  const [λ] = sleepstudy.λ;
  const ZΛ = Z.mmul(Matrix.eye(18).kroneckerProduct(λ!));
  const V = ZΛ.mmul(ZΛ.transpose()).add(Matrix.eye(180));
  const information = X.transpose().mmul(inverse(V)).mmul(X);
  expectClose(
    inverse(information)
      .mul(sleepstudy.σ ** 2)
      .to1DArray(),
    vcov(sleepstudy).to1DArray(),
    { relative: 1e-10 },
  );
});

test("a large Z is not made with its zeros, and multiplies without them", () => {
  const n = 200_000;
  const refs = Int32Array.from({ length: n }, (_, i) => (i * 7919) % 50_000);
  const Z = RandomEffectsMatrix.create(
    [
      {
        grouping: "g",
        levels: 50_000,
        levelNames: Array.from({ length: 50_000 }, (_, l) => `g${l}`),
        names: ["(Intercept)"],
        columns: [new Float64Array(n).fill(1)],
        refs,
      },
    ],
    n,
  );
  expect(() => Z.toMatrix()).toThrow(OptionError);
  expect(() => Z.toMatrix()).toThrow(
    "a matrix with all its zeros has at most 50 million numbers; " +
      "Z has 200000 × 50000, so multiply without them, as in m.Z.mmul(m.b)",
  );
  expect(Z.transposeMmul(Z.mmul(new Float64Array(50_000).fill(1))).to1DArray()).toEqual(Array(50_000).fill(4));
  expect(String(Z)).toContain("Z of g, 200000 × 50000");
  expect(JSON.stringify(Z.view()).length).toBeLessThan(100_000);
  expect(() => Z.mmul([1, 2])).toThrow("Z is multiplied by numbers in 50000 rows, as many as it has columns; got 2");
  expect(() => Z.transposeMmul(new Matrix(3, 1))).toThrow("Zᵀ is multiplied by numbers in 200000 rows");
});

test("Z shows where its numbers stand", () => {
  const [, second] = reterms(fitted("kb07_m0"));
  expect(String(second)).toMatch(/^Z of item, 1789 × 128\n/);
  const lines = String(sleepstudy.Z).split("\n");
  expect(lines[1]).toMatch(/^ +S308: \(Intercept\) +S308: days +S309: \(Intercept\)/);
  expect(lines[4]!.split(/ +/).slice(0, 5)).toEqual(["", "2", "1", "1", "·"]);
  expect(sleepstudy.Z.toLaTeX()).toContain("$\\cdot$");
  expect(sleepstudy.Z.view().columns[0]!.cells.slice(9, 12)).toEqual([1, "·", "·"]);
});
