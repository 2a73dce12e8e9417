import { OptionError } from "../../errors";
import type { LinearMixedModel } from "../../model/linearMixedModel";
import type { MixedModel } from "../../model/mixedModel";
import { numbered } from "../../show/numbered";
import { shownValue } from "../../table/shownValue";

/**
 * A statistic of a fit: a number, an array of numbers, which are called t1, t2, …, or an object of numbers by their
 * names. It is always of the same form.
 */
export type BootstrapStatistic<M extends MixedModel = LinearMixedModel> = (
  model: M,
) => number | ArrayLike<number> | { readonly [name: string]: number };

/** A user's statistic with the names of its numbers, which it has of the fit itself. */
export class OwnStatistic<M extends MixedModel> {
  readonly names: readonly string[];
  /** The names with the numbers of the fit that is bootstrapped. */
  readonly described: readonly { readonly name: string; readonly observed: number }[];

  /**
   * @param taken names of the other columns of a sample
   * @throws unless the statistic of the model is a finite number, or several, under names of their own
   */
  constructor(
    private readonly statistic: BootstrapStatistic<M>,
    model: M,
    taken: readonly string[],
  ) {
    const values = this.entries(model);
    this.names = values.map(([name]) => name);
    this.described = values.map(([name, observed]) => ({ name, observed }));
    const [name] = values.find(([name]) => name === "" || taken.includes(name) || /^[βσρθφ]\d*$/u.test(name)) ?? [];
    if (name !== undefined)
      throw new OptionError(`a statistic has a name of its own in the sample's table; got ${JSON.stringify(name)}`);
  }

  /** The numbers of a refit, in the order of the names. @throws if they are other ones, or not finite */
  of(model: M): readonly number[] {
    const values = new Map(this.entries(model));
    const missing = this.names.find((name) => !values.has(name));
    if (missing !== undefined || values.size !== this.names.length)
      throw new OptionError(
        `a statistic has the same numbers of every fit, ${this.names.join(", ")}; got ${[...values.keys()].join(", ")}`,
      );
    return this.names.map((name) => values.get(name)!);
  }

  private entries(model: M): [string, number][] {
    const value: unknown = this.statistic(model);
    const named = namedNumbers(value);
    const bad = named?.find(([, number]) => typeof number !== "number" || !Number.isFinite(number));
    if (named === undefined || named.length === 0 || bad !== undefined)
      throw new OptionError(
        `a statistic is a finite number, or an array or object of them; got ${
          bad === undefined || named?.length === 1 ? shownValue(value) : `${shownValue(bad[1])} for '${bad[0]}'`
        }`,
      );
    return named;
  }
}

function namedNumbers(value: unknown): [string, number][] | undefined {
  if (typeof value === "number") return [["statistic", value]];
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const numbers = Array.from(value as ArrayLike<number>);
    return numbers.map((number, i) => [numbered("t", i, numbers.length), number]);
  }
  return Object.entries(value);
}
