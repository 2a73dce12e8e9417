import { OptionError } from "../../errors";
import { shownValue } from "../../table/shownValue";

/** Pixels; larger pictures no browser draws. */
const LARGEST = 10_000;

/**
 * Checks the options that all charts share: texts are texts, since Vega-Lite would read an object as an expression, and
 * sizes are sizes.
 */
export function checkLayout(
  where: string,
  options: { title?: unknown; xlabel?: unknown; width?: unknown; height?: unknown },
): void {
  for (const name of ["title", "xlabel"] as const) {
    if (options[name] !== undefined && typeof options[name] !== "string")
      throw new OptionError(`${where}'s option ${name} is a text, not ${shownValue(options[name])}`);
  }
  for (const name of ["width", "height"] as const) {
    const size = options[name];
    if (size !== undefined && !(typeof size === "number" && size > 0 && size <= LARGEST))
      throw new OptionError(
        `${where}'s option ${name} is a number of pixels up to ${LARGEST}, not ${shownValue(size)}`,
      );
  }
}
