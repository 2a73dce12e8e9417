import type { CovarianceLayout } from "../../deviance/covarianceLayout";
import type { DevianceDerivative } from "../../deviance/deviance";
import type { Nesting, Strata } from "../../matrices/strata";
import { type Arrangement, membersOf } from "./arrangement";
import { JointStratum, type Member } from "./jointStratum";

/** Parts of κ and of the subtracted counts that are tried until every D is positive definite. */
const SHRINKAGES = [1, 0.7, 0.4, 0.15];

/** How a term is divided among the strata at the current point. */
interface Division {
  /** κ of each parent, and the part of it that is used. */
  readonly kappa: Float64Array;
  readonly used: Float64Array;
  /** Coefficient of the term's Σ in the stratum of every term. */
  readonly reach: Float64Array;
  /** Coefficient of the term's Σ in the grand mean. */
  inMean: number;
}

/**
 * One stratum per term in which the terms nested in it share, and for maximum likelihood one of the grand mean.
 * For b nested in a: V_a = D_a + Σ_a + κ·QΣ_bQᵀ and V_b = D_b + Σ_b; T and E of b are those of the deviance less κ
 * times those of a, m_b is less m_a. κ is the mean of 1/J (J inner levels in an outer one) weighted by the outer
 * levels' traces, which makes balanced designs exact and keeps D_a positive definite. The grand mean has T = XᵀV⁻¹X, E
 * = 0, m = 1 and takes the part 1/L of the outermost terms.
 */
export class NestedArrangement implements Arrangement {
  readonly strata: readonly JointStratum[];
  readonly own: readonly number[];
  private readonly divisions: readonly Division[];
  /** Terms, outer ones before inner ones. */
  private readonly order: readonly number[];
  private readonly mean: JointStratum | undefined;
  private readonly attempts: number;

  constructor(
    private readonly layout: CovarianceLayout,
    private readonly structure: Strata,
    private readonly deviance: DevianceDerivative,
  ) {
    const { terms, mean } = structure;
    this.order = terms.map((_, t) => t).sort((a, b) => terms[a].levels - terms[b].levels);
    const strata = layout.sizes.map((size, t) => new JointStratum(size, nestedMembers(layout, structure, t)));
    if (mean.length > 0) {
      this.mean = new JointStratum(
        mean.length,
        terms.flatMap(({ inMean }, t) => membersOf(layout, t, inMean)),
      );
      strata.push(this.mean);
    }
    this.strata = strata;
    this.divisions = terms.map(({ parents }) => ({
      kappa: new Float64Array(parents.length),
      used: new Float64Array(parents.length),
      reach: new Float64Array(terms.length),
      inMean: 0,
    }));
    const ownStrata = layout.blocks.length === terms.length && !this.mean;
    this.own = ownStrata ? [...this.order].reverse() : [];
    this.attempts = terms.some(({ parents }) => parents.length > 0) ? SHRINKAGES.length : 1;
  }

  matchTraces(covariances: readonly Float64Array[]): boolean {
    this.weighParents();
    for (let i = 0; i < this.attempts; i++) {
      this.divide(SHRINKAGES[i]);
      if (this.matchStrata(SHRINKAGES[i], covariances)) return true;
    }
    return false;
  }

  matchSquares(): void {
    const { strata, structure, divisions, deviance, layout } = this;
    for (let t = 0; t < divisions.length; t++) {
      const { parents } = structure.terms[t];
      strata[t].squares.set(deviance.squares[t]);
      for (let i = 0; i < parents.length; i++)
        subtractOuter(strata[t], deviance.squares, layout, parents[i], divisions[t].used[i], strata[t].squares);
    }
    for (let s = 0; s < strata.length; s++) strata[s].matchSquares();
  }

  /** κ = Σ_l tr(T_ll)/J_l over Σ_l tr(T_ll), each column in units of its Σ_l T_ll. */
  private weighParents(): void {
    const { structure, divisions, deviance } = this;
    const { levelTraces, system } = deviance;
    for (let t = 0; t < divisions.length; t++) {
      const { parents } = structure.terms[t];
      for (let i = 0; i < parents.length; i++) {
        const { term, columns, shares, meanShare } = parents[i];
        if (levelTraces === undefined || shares.length === 0) {
          divisions[t].kappa[i] = meanShare;
          continue;
        }
        const { size, coreOffset } = system.terms[term];
        let kappa = 0;
        for (let c = 0; c < columns.length; c++) {
          let sum = 0;
          for (let level = 0; level < shares.length; level++)
            sum += shares[level] * levelTraces[coreOffset + level * size + columns[c]];
          kappa += sum / deviance.traces[term][columns[c] * size + columns[c]];
        }
        divisions[t].kappa[i] = kappa / columns.length;
      }
    }
  }

  /** Carries κ along the paths from each term outwards to the coefficients of its blocks. */
  private divide(shrinkage: number): void {
    const { structure, divisions, order, strata, layout } = this;
    for (let index = 0; index < order.length; index++) {
      const t = order[index];
      const { parents, levels } = structure.terms[t];
      const division = divisions[t];
      division.reach.fill(0);
      division.reach[t] = 1;
      division.inMean = 1 / levels;
      for (let i = 0; i < parents.length; i++) {
        const kappa = (division.used[i] = shrinkage * division.kappa[i]);
        const outer = divisions[parents[i].term];
        for (let s = 0; s < order.length; s++) division.reach[s] += kappa * outer.reach[s];
        if (parents.length === 1) division.inMean = kappa * outer.inMean;
      }
    }
    for (let s = 0; s < strata.length; s++) {
      const { members } = strata[s];
      for (let m = 0; m < members.length; m++) {
        const division = divisions[layout.blocks[members[m].block].term];
        members[m].coefficient = strata[s] === this.mean ? division.inMean : division.reach[s];
      }
    }
  }

  private matchStrata(shrinkage: number, covariances: readonly Float64Array[]): boolean {
    const { strata, structure, divisions, deviance, layout, mean } = this;
    if (mean !== undefined) {
      this.fixedInformation(mean.trace);
      if (!mean.matchTrace(1, covariances)) return false;
    }
    for (let t = 0; t < divisions.length; t++) {
      const stratum = strata[t];
      const { parents } = structure.terms[t];
      let count = structure.terms[t].count;
      let meanPart = -divisions[t].inMean;
      stratum.trace.set(deviance.traces[t]);
      for (let i = 0; i < parents.length; i++) {
        subtractOuter(stratum, deviance.traces, layout, parents[i], divisions[t].used[i], stratum.trace);
        count -= shrinkage * structure.terms[parents[i].term].count;
        meanPart += divisions[t].used[i] * divisions[parents[i].term].inMean;
      }
      if (mean !== undefined) {
        this.addMean(stratum, mean.trace, structure.terms[t].inMean, parents.length === 1 ? 0 : meanPart);
        count += parents.length - 1;
      }
      if (!stratum.matchTrace(count, covariances)) return false;
    }
    return true;
  }

  /** XᵀV⁻¹X = L_X·L_Xᵀ of the columns in the grand mean. */
  private fixedInformation(out: Float64Array): void {
    const { structure, deviance } = this;
    const { mean } = structure;
    const { p } = deviance.system;
    const { fixedFactor } = deviance;
    for (let i = 0; i < mean.length; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k <= mean[j]; k++) sum += fixedFactor[mean[i] * p + k] * fixedFactor[mean[j] * p + k];
        out[i * mean.length + j] = out[j * mean.length + i] = sum;
      }
    }
  }

  private addMean(stratum: JointStratum, information: Float64Array, columns: Int32Array, weight: number): void {
    if (weight === 0) return;
    const { size: s, trace } = stratum;
    const stride = this.structure.mean.length;
    for (let i = 0; i < s; i++)
      for (let j = 0; j < s; j++) trace[i * s + j] += weight * information[columns[i] * stride + columns[j]];
  }
}

/** out −= κ·Qᵀ(sums of the outer term)Q */
function subtractOuter(
  stratum: JointStratum,
  sums: readonly Float64Array[],
  layout: CovarianceLayout,
  { term, columns }: Nesting,
  kappa: number,
  out: Float64Array,
): void {
  const { size: s } = stratum;
  const stride = layout.sizes[term];
  for (let i = 0; i < s; i++)
    for (let j = 0; j < s; j++) out[i * s + j] -= kappa * sums[term][columns[i] * stride + columns[j]];
}

/** The blocks of a term and of all terms nested in it. */
function nestedMembers(layout: CovarianceLayout, { terms }: Strata, outer: number): Member[] {
  return terms.flatMap((_, inner) => {
    const columns = columnsIn(
      terms,
      inner,
      outer,
      Int32Array.from({ length: layout.sizes[inner] }, (_, c) => c),
    );
    return columns ? membersOf(layout, inner, columns) : [];
  });
}

/**
 * Columns of `outer` that those of an inner term are on the way from it outwards; undefined when it is not nested in
 * `outer`.
 */
function columnsIn(terms: Strata["terms"], from: number, outer: number, columns: Int32Array): Int32Array | undefined {
  if (from === outer) return columns;
  for (const parent of terms[from].parents) {
    const found = columnsIn(
      terms,
      parent.term,
      outer,
      columns.map((column) => parent.columns[column]),
    );
    if (found) return found;
  }
  return undefined;
}
