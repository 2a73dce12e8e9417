import { OptionError } from "../errors";
import { checkOptions } from "../table/options";

/** The Julia release whose streams are drawn: seeding and the normal's tail changed with 1.11. */
export type JuliaRelease = "1.10" | "1.11";

export interface StreamOptions {
  /** Default "1.11", which stands for that release and later ones. */
  julia?: JuliaRelease;
}

/** The release asked for, "1.11" by default; throws on an unknown option or release. */
export function juliaRelease(generator: string, options: StreamOptions): JuliaRelease {
  checkOptions(generator, options, ["julia"]);
  const release = options.julia ?? "1.11";
  if (release !== "1.10" && release !== "1.11") {
    throw new OptionError(
      `${generator}'s option julia is "1.10" or "1.11" (for 1.11 and later), not ${JSON.stringify(release)}`,
    );
  }
  return release;
}
