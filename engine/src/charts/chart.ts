import { OptionError } from "../errors";
import type { MimeBundle } from "../show/shown";
import { inspectCustom, jupyterDisplay } from "../show/shown";
import { StrictMembers } from "../show/strictMembers";
import { VIEW_MIME } from "../show/view";
import { shownValue } from "../table/shownValue";
import { checkMarks } from "./parts/checkMarks";
import { type ChartExtras, payload } from "./parts/extras";
import { literalTexts } from "./parts/literalTexts";
import { withOwnData } from "./parts/ownData";
import { pagePicture } from "./parts/pagePicture";
import type { ChartSpec } from "./parts/spec";
import { renderSVG } from "./parts/svg";

/**
 * A chart: a Vega-Lite specification that holds its (small) data. Change `spec` at will before it is shown, or make one
 * of any specification: `new Chart({ data: { values }, mark: "boxplot", encoding })`; its data may be a table of any
 * kind. A notebook shows it by itself; elsewhere `await chart.toSVG()` gives a picture.
 */
export class Chart<Spec extends object = ChartSpec> extends StrictMembers {
  spec: Spec;

  readonly #extras: ChartExtras | undefined;

  constructor(spec: Spec);
  /** @internal @param extras - what a reader that can be asked is offered beside the picture */
  constructor(spec: Spec, extras: ChartExtras | undefined);
  constructor(spec: Spec, extras?: ChartExtras) {
    super();
    if (typeof spec !== "object" || spec === null || Array.isArray(spec))
      throw new OptionError(`a chart is made of a Vega-Lite specification, an object; got ${shownValue(spec)}`);
    const { $schema } = spec as { $schema?: unknown };
    if (typeof $schema === "string" && /\/vega\/v\d/.test($schema))
      throw new OptionError(
        "a chart is made of a Vega-Lite specification, and this one is of Vega; a cell that ends with it shows it",
      );
    this.spec = spec;
    this.#extras = extras;
  }

  /** The picture as an SVG document; rejects if the packages vega and vega-lite are not installed. */
  toSVG(): Promise<string> {
    return renderSVG(withOwnData(this.spec));
  }

  override toString(): string {
    const { description } = this.spec as { description?: unknown };
    return typeof description === "string" ? description : "Vega-Lite chart";
  }

  /** @internal */
  [inspectCustom](): string {
    return this.toString();
  }

  /** @internal The chart as a notebook shows it. Where no picture can be drawn, the specification goes alone. */
  async [jupyterDisplay](): Promise<MimeBundle> {
    let reason = "";
    const spec = withOwnData(this.spec);
    try {
      checkMarks(spec);
    } catch (error) {
      return { "text/plain": `${this} – not drawn: ${(error as Error).message}` };
    }
    const svg = await pagePicture(spec).catch((error: unknown) => {
      if (this.#extras === undefined && !isMissingPackage(error)) reason = ` – not drawn: ${(error as Error).message}`;
      return undefined;
    });
    // Readers draw what can be drawn here by the same means; other specifications, such as of files, are left to them.
    const isDrawn = this.#extras !== undefined || svg !== undefined;
    return {
      ...(isDrawn && { [VIEW_MIME]: payload(this.#extras) }),
      "application/vnd.vegalite.v5+json": literalTexts(spec),
      ...(svg === undefined ? {} : { "image/svg+xml": svg }),
      "text/plain": `${this}${reason}`,
    };
  }
}

/** Where vega is not installed, the specification goes alone and a page draws it. */
function isMissingPackage(error: unknown): boolean {
  return /MODULE_NOT_FOUND/.test(String((error as { code?: unknown })?.code));
}
