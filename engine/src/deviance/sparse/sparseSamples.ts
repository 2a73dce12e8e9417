import type { CoreSystem } from "../../matrices/coreSystem";
import { MersenneTwister } from "../../random/mersenneTwister";
import type { SparseMemory } from "./sparseMemory";
import type { SparsePattern } from "./sparsePattern";
import type { SparseProducts } from "./sparseProducts";

/** Vectors of random signs per term; the kernels take four at a time. */
const PROBES = 16;
const SEED = 1;

/**
 * Estimates tr(T) of the core columns of a term of one column by Hutchinson's method (Commun. Stat. Simul. Comput. 19,
 * 1990): the mean of zᵀTz over vectors z of random signs on the term's columns. With s = Az, zᵀTz = zᵀs − s₁ᵀMs₁ −
 * |L⁻¹g|², g = Λᵀ(s₂ − A₂₁Ms₁), where the diagonal of A needs no sample. The part of X that REML subtracts is left out.
 */
export class SparseSamples {
  private readonly z: Float64Array;
  private readonly g: Float64Array;
  private readonly rng = new MersenneTwister(SEED);

  constructor(
    private readonly system: CoreSystem,
    private readonly pattern: SparsePattern,
    private readonly products: SparseProducts,
  ) {
    this.z = new Float64Array(system.q1 + system.d2 + system.p);
    this.g = new Float64Array(4 * pattern.groups);
  }

  coreTrace(t: number, { kernels, lower, panel }: SparseMemory): number {
    const { system, pattern, products, z, g, rng } = this;
    const { coreOffset, classes } = system.terms[t];
    const width = 4 * pattern.pivotGroups;
    const product = new Float64Array(z.length);
    let sum = 0;
    for (let probe = 0; probe < PROBES; probe++) {
      z.fill(0);
      for (let j = coreOffset; j < coreOffset + classes; j++) z[j] = rng.rand() < 0.5 ? -1 : 1;
      products.multiply(product, z, t === system.lead);
      for (let j = coreOffset; j < coreOffset + classes; j++) sum += z[j] * product[j];
      sum -= products.eliminate(g, product);
      const row = (probe >> 2) * 4 * width + (probe & 3);
      for (let j = 0; j < width; j++) panel.array[row + 4 * j] = g[j];
    }
    kernels.packedRowSolve(lower, panel.address, PROBES / 4);
    for (let k = 0; k < PROBES * width; k++) sum -= panel.array[k] * panel.array[k];
    return sum / PROBES;
  }
}
