import type { EmbedOptions, Result, VisualizationSpec } from "vega-embed";
import { ZOOM } from "./interactiveSpec";

type Embed = typeof import("vega-embed").default;

/** Where a page that has Vega for other purposes too gives vega-embed, so that Vega is not loaded twice. */
const GIVEN = Symbol.for("mixedmodels.embed");

const refuse = (): Promise<never> => Promise.reject(new Error("a chart is drawn from its own data only"));
/** The lines of a tooltip. The usual ones would take a line called "image" for an address and load it. */
function tooltipLines(value: unknown, html: (text: string) => string): string {
  const shown = (one: unknown): string => html(typeof one === "object" ? JSON.stringify(one) : String(one));
  if (typeof value !== "object" || value === null) return shown(value);
  const lines = Object.entries(value).filter(([, one]) => one !== undefined);
  const rows = lines.map(
    ([key, one]) => `<tr><td class="key">${html(key)}</td><td class="value">${shown(one)}</td></tr>`,
  );
  return `<table>${rows.join("")}</table>`;
}

const OPTIONS: EmbedOptions = {
  tooltip: { formatTooltip: tooltipLines },
  mode: "vega-lite",
  renderer: "svg",
  actions: false,
  ast: true,
  logLevel: 1,
  loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse, fileAccess: false } as unknown as NonNullable<
    EmbedOptions["loader"]
  >,
};

/** Draws a Vega-Lite specification, which can load nothing, into a place. */
export async function drawn(place: HTMLElement, spec: object): Promise<Result> {
  const given = (globalThis as { [key: symbol]: (() => Promise<Embed>) | undefined })[GIVEN];
  const embed = given === undefined ? (await import("vega-embed")).default : await given();
  return embed(place, spec as VisualizationSpec, OPTIONS);
}

/** Vega-lite names the signal of a zoomed axis after the field that stands there. */
export function zoomSignal({ vgSpec: { signals = [] } }: Result): string | undefined {
  const own = [
    "tuple",
    "tuple_fields",
    "translate_anchor",
    "translate_delta",
    "zoom_anchor",
    "zoom_delta",
    "modify",
  ].map((part) => `${ZOOM}_${part}`);
  return signals.map(({ name }) => name).find((name) => name.startsWith(`${ZOOM}_`) && !own.includes(name));
}
