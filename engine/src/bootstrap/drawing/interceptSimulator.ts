import { CovarianceLayout } from "../../deviance/covarianceLayout";
import { links } from "../../family/links";
import { exp } from "../../math/exp";
import { equalRows } from "../../matrices/equalRows";
import { exponentialTables } from "../../random/exponentialTables";
import { KernelStream } from "../../random/kernelStream";
import type { SingleDraws } from "../../random/stream";
import type { StreamState } from "../../random/streamState";
import { type Floats, Heap } from "../../wasm/heap";
import { structure } from "../../wasm/structure";
import type { GeneralizedSimulation } from "./generalizedPlan";
import { drawnResponse, fixedPartOf, type GeneralizedSource } from "./generalizedSimulator";

/** The structure of engine/kernels/generalized/interceptResponses.ts. */
const DRAWS = [
  "stream",
  "family",
  "rows",
  "levels",
  "refs",
  "fixedRefs",
  "fixed",
  "fixedExponential",
  "trials",
  "scale",
  "effects",
  "exponentials",
  "tables",
  "y",
] as const;
const FAMILIES = ["Bernoulli", "Binomial", "Poisson"];

/** Whether the kernel draws the responses: those of one random intercept and a canonical link. */
export function isInterceptSimulation({ terms, family, link }: GeneralizedSimulation): boolean {
  const [{ columns }] = terms;
  const isCanonical = family === "Poisson" ? link === "log" : link === "logit";
  return (
    isCanonical &&
    FAMILIES.includes(family) &&
    terms.length === 1 &&
    columns.length === 1 &&
    columns[0].every((value) => value === columns[0][0])
  );
}

/** Draws by a kernel what GeneralizedSimulator draws, bit for bit, for models with one random intercept. */
export class InterceptSimulator implements GeneralizedSource {
  private readonly heap = new Heap();
  private readonly stream: KernelStream;
  private readonly y: Floats;
  private readonly draws: number;
  private readonly single: SingleDraws;
  private readonly mean = new Float64Array(5);

  constructor(private readonly plan: GeneralizedSimulation) {
    const { heap } = this;
    const { n, family, terms, blocks, theta, w } = plan;
    const [{ refs, levels, columns }] = terms;
    const layout = new CovarianceLayout([1], blocks);
    const lambdas = layout.lambdas();
    layout.fill(lambdas, theta);
    const fixed = fixedPartOf(plan);
    const { classOf, first } = equalRows(fixed, (a, b) => fixed[a] === fixed[b]);
    const { threshold, width, density } = exponentialTables();
    const tables = heap.float64(Float64Array.from([...threshold, ...width, ...density])).address;
    this.stream = new KernelStream(heap, [{ kind: "array", count: levels }]);
    this.y = heap.float64(n);
    this.draws = structure(heap, DRAWS, {
      stream: this.stream.address,
      family: FAMILIES.indexOf(family),
      rows: n,
      levels,
      refs: heap.int32(refs).address,
      fixedRefs: heap.int32(classOf).address,
      fixed: heap.float64(fixed).address,
      fixedExponential: heap.float64(Float64Array.from(first, (i) => exp(fixed[i]))).address,
      trials: heap.float64(w).address,
      scale: heap.float64(Float64Array.of(lambdas[0][0], columns[0][0])).address,
      effects: heap.float64(levels).address,
      exponentials: heap.float64(levels).address,
      tables,
      y: this.y.address,
    });
    heap.seal();
    const { kernels } = heap;
    const { address } = this.stream;
    this.single = {
      rand: () => kernels.drawUniform(address),
      randn: () => kernels.drawNormal(address),
      randexp: () => kernels.drawExponential(address, tables),
    };
  }

  open(state: StreamState): void {
    this.stream.open(state);
  }

  state(): StreamState {
    return this.stream.state();
  }

  draw(y: Float64Array): void {
    this.next();
    y.set(this.y.array);
  }

  skip(count: number): void {
    for (let i = 0; i < count; i++) this.next();
  }

  release(): void {
    this.heap.release();
  }

  private next(): void {
    const { heap, draws, plan, mean, single } = this;
    const { kernels } = heap;
    const { n, family, link, w } = plan;
    const y = this.y.array;
    kernels.drawIntercepts(draws);
    for (let i = kernels.drawInterceptResponses(draws, 0); i < n; i = kernels.drawInterceptResponses(draws, i + 1)) {
      links[link].inverse(y[i], mean);
      y[i] = drawnResponse(single, family, mean[0], w[i], plan.dispersion);
    }
  }
}
