import { OptionError } from "../errors";
import { checkOptions } from "../table/options";
import type { JuliaRelease, StreamOptions } from "./stream";

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
