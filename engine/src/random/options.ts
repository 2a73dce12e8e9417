import { OptionError } from "../errors";
import { checkOptions } from "../table/options";

/**
 * The Julia release whose streams are drawn: seeding, the tails of normal and exponential numbers and `shuffle` changed
 * with 1.11, `shuffle` again with 1.13.
 */
export type JuliaRelease = "1.10" | "1.11" | "1.13";

const RELEASES: readonly JuliaRelease[] = ["1.10", "1.11", "1.13"];

export interface StreamOptions {
  /** Default "1.11", which stands for that release and later ones; only `shuffle` differs in "1.13". */
  julia?: JuliaRelease;
}

export interface GlobalStreamOptions extends StreamOptions {
  /**
   * Whether the numbers are those of calls without a generator after `Random.seed!(seed)`, such as
   * `parametricbootstrap(1000, m)`; default false. They are those of the generator itself, but up to Julia 1.10
   * `randn!` of a vector draws one number after the other there.
   */
  global?: boolean;
}

/** The release asked for, "1.11" by default; throws on an unknown option or release. */
export function juliaRelease(generator: string, options: StreamOptions, ...others: readonly string[]): JuliaRelease {
  if (!others.includes("global") && Object.hasOwn(Object(options), "global"))
    throw new OptionError(
      "calls without a generator draw from Julia's default generator, new Xoshiro(seed, { global: true }); " +
        `got the option global of ${generator}`,
    );
  checkOptions(generator, options, ["julia", ...others]);
  const { julia = "1.11" } = options;
  if (!RELEASES.includes(julia))
    throw new OptionError(
      `${generator}'s option julia is "1.10", "1.11" (for 1.11 and later) or "1.13", not ${JSON.stringify(julia)}`,
    );
  return julia;
}
