import type { MimeBundle } from "../show/shown";
import { inspectCustom, jupyterDisplay } from "../show/shown";
import { StrictMembers } from "../show/strictMembers";
import { VIEW_MIME } from "../show/view";
import { type ChartExtras, payload } from "./parts/extras";
import { pagePicture } from "./parts/pagePicture";
import type { PanelSpec } from "./parts/panels";
import type { ChartSpec } from "./parts/spec";
import { renderSVG } from "./parts/svg";

/**
 * A chart: a Vega-Lite specification that holds its (small) data. Change `spec` at will before it is shown.
 * A notebook shows it by itself; elsewhere `await chart.toSVG()` gives a picture.
 */
export class Chart<Spec extends ChartSpec | PanelSpec = ChartSpec> extends StrictMembers {
  spec: Spec;

  readonly #extras: ChartExtras | undefined;

  constructor(spec: Spec);
  /** @internal @param extras - what a reader that can be asked is offered beside the picture */
  constructor(spec: Spec, extras: ChartExtras | undefined);
  constructor(spec: Spec, extras?: ChartExtras) {
    super();
    this.spec = spec;
    this.#extras = extras;
  }

  /** The picture as an SVG document; rejects if the packages vega and vega-lite are not installed. */
  toSVG(): Promise<string> {
    return renderSVG(this.spec);
  }

  override toString(): string {
    return this.spec.description;
  }

  /** @internal */
  [inspectCustom](): string {
    return this.toString();
  }

  /** @internal The chart as a notebook shows it. Where no picture can be drawn, the specification goes alone. */
  async [jupyterDisplay](): Promise<MimeBundle> {
    const svg = await pagePicture(this.spec).catch(() => undefined);
    return {
      ...(this.#extras === undefined ? {} : { [VIEW_MIME]: payload(this.#extras) }),
      "application/vnd.vegalite.v5+json": this.spec,
      ...(svg === undefined ? {} : { "image/svg+xml": svg }),
      "text/plain": this.toString(),
    };
  }
}
