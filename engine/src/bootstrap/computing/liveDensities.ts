import { kde } from "../../distributions/kde";
import { pointMasses } from "../../distributions/pointMass";
import { OptionError } from "../../errors";
import type { LiveDensity } from "../../show/progressView";
import { rounded } from "../../show/rounded";
import { unknownName } from "../../words/nearest";
import type { MixedModelBootstrap } from "../sample/mixedModelBootstrap";
import { parameterLabels } from "../sample/parameters";
import { shortestInterval } from "../sample/shortestInterval";

/** So many columns are drawn by default, and at most. */
const USUAL = 6;
const MOST = 12;
const POINTS = 64;
/** Fewer replicates have no picture; of more than these, every second, third … one is enough for it. */
const FEWEST = 20;
const ENOUGH = 10_000;
const LEVEL = 0.95;

/** Densities of columns of a bootstrap sample that is still growing. */
export class LiveDensities {
  private readonly labels: ReadonlyMap<string, string>;
  private readonly columns: readonly string[];

  /**
   * @param sample of the model, it may be empty
   * @param chosen columns of the sample's table; true: the standard deviations of the random effects, the first six of
   *   them
   */
  constructor(sample: MixedModelBootstrap, chosen: true | readonly string[]) {
    this.labels = parameterLabels(sample);
    this.columns =
      chosen === true
        ? [...this.labels.keys()].filter((name) => /^σ\d/u.test(name)).slice(0, USUAL)
        : chosen.map((name) => name.normalize("NFC"));
    const unknown = this.columns.find((name) => !this.labels.has(name));
    if (unknown !== undefined)
      throw new OptionError(unknownName("column of the option live", unknown, "columns", this.labels.keys()));
    if (this.columns.length === 0 || this.columns.length > MOST)
      throw new OptionError(`the option live takes 1 to ${MOST} columns; got ${this.columns.length}`);
  }

  /** @param values the replicates of a column so far, NaN where one failed */
  draw(values: (column: string) => Float64Array): LiveDensity[] {
    return this.columns.flatMap((column) => {
      const found = values(column);
      const step = Math.ceil(found.length / ENOUGH);
      const finite = found.filter((value, i) => i % step === 0 && !Number.isNaN(value));
      return finite.length < FEWEST ? [] : [density(column, this.labels.get(column)!, finite, found.length)];
    });
  }
}

function density(column: string, label: string, values: Float64Array, count: number): LiveDensity {
  const [lower, upper] = shortestInterval(values, LEVEL);
  const shape = { column, label, count, lower, upper };
  const { continuous, masses } = pointMasses(values);
  const shares = masses.map(({ at, share }) => ({ at, share }));
  const {
    x,
    density: heights,
    bandwidth,
  } = kde(
    continuous,
    POINTS,
    undefined,
    shares.map(({ at }) => at),
  );
  if (bandwidth === 0)
    return {
      ...shape,
      from: continuous[0],
      to: continuous[0],
      heights: [],
      masses: [...shares, { at: continuous[0], share: continuous.length / values.length }],
    };
  const peak = Math.max(...heights);
  return {
    ...shape,
    from: x[0],
    to: x[x.length - 1],
    heights: rounded(
      heights.map((height) => height / peak),
      1,
      3,
    ),
    masses: shares,
  };
}
