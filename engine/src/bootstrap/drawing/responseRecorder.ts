import { sumOfProducts } from "../../linalg/orthogonalize";
import type { TermDesign } from "../../matrices/blockProduct";
import type { CoreSystem } from "../../matrices/coreSystem";
import { crossWithResponse, type ResponseStatistics, reduceStatistics } from "../../matrices/responseStatistics";

/** Reduces responses to the statistics that a refit needs. */
export class ResponseRecorder {
  private readonly products: Float64Array;
  private readonly fixedProducts: Float64Array;

  constructor(
    private readonly system: CoreSystem,
    private readonly terms: readonly TermDesign[],
    private readonly fixed: readonly Float64Array[],
  ) {
    this.products = new Float64Array(terms.reduce((sum, { levels, columns }) => sum + levels * columns.length, 0));
    this.fixedProducts = new Float64Array(fixed.length);
  }

  /** Writes the statistics of the response `y`, length n, into `record`. */
  write(record: ResponseStatistics, y: Float64Array): void {
    const { products, fixedProducts, fixed } = this;
    crossWithResponse(products, this.terms, y);
    for (let j = 0; j < fixed.length; j++) fixedProducts[j] = sumOfProducts(fixed[j], y);
    reduceStatistics(record, this.system, products, fixedProducts, sumOfProducts(y, y));
  }
}
