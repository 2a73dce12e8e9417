import type { ModelData } from "../deviance/modelData";
import { OptionError } from "../errors";

/** Starting values as an array of their own; throws unless the model can have such a θ. */
export function checkedStart(
  start: ArrayLike<number>,
  { layout, terms }: Pick<ModelData, "layout" | "terms">,
): Float64Array {
  const theta = Float64Array.from(start);
  if (theta.length !== layout.length) {
    const shares = terms.map(({ grouping, blocks }) => {
      const share = blocks.reduce((sum, { length }) => sum + (length * (length + 1)) / 2, 0);
      return `${grouping} ${share}`;
    });
    throw new OptionError(
      `starting values are a θ of ${layout.length} elements (${shares.join(", ")}); got ${theta.length}`,
    );
  }
  const bad = theta.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new OptionError(`starting values must be finite; θ${bad + 1} is ${theta[bad]}`);
  const negative = layout.diagonal().find((index) => theta[index] < 0);
  if (negative !== undefined)
    throw new OptionError(
      `the diagonal elements of λ are not negative; the starting value of θ${negative + 1} is ${theta[negative]}`,
    );
  return theta;
}
