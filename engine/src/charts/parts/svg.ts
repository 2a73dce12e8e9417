import { OptionError } from "../../errors";
import { checkMarks } from "./checkMarks";
import { literalTexts } from "./literalTexts";
import { withoutHovers } from "./panels";
import { textWidth } from "./textWidth";
import { validXML } from "./validXML";

/**
 * The chart as an SVG document, drawn by the packages vega and vega-lite, which the caller has to have installed. With
 * vega-interpreter beside them, as the kernel has it, expressions are interpreted instead of compiled to JavaScript.
 * Nothing is loaded: a specification that asks for a file or an address fails.
 */
export async function renderSVG(spec: object): Promise<string> {
  // Both are ES modules with top-level await, which only a dynamic import can load from CommonJS.
  const [vega, vegaLite, interpreter] = await Promise.all([
    import("vega"),
    import("vega-lite"),
    import("vega-interpreter").catch(() => undefined),
  ]);
  const { textMetrics } = vega as unknown as { textMetrics: { width: typeof textWidth } };
  textMetrics.width = textWidth;
  checkMarks(spec);
  const still = withoutHovers(literalTexts(spec));
  const logger = vega.logger(vega.None);
  const compiled = vegaLite.compile(still as unknown as Parameters<typeof vegaLite.compile>[0], { logger });
  const requests: string[] = [];
  const refuse = (uri: string): Promise<never> => {
    requests.push(uri);
    return Promise.reject(new Error("refused"));
  };
  const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
  const runtime = vega.parse(compiled.spec, undefined, { ast: interpreter !== undefined });
  const view = new vega.View(runtime, {
    renderer: "none",
    loader,
    logger,
    ...(interpreter && { expr: interpreter.expressionInterpreter }),
  });
  try {
    const svg = await view.toSVG();
    // Vega logs a refused request and draws on without the data.
    if (requests.length > 0)
      throw new OptionError(`a chart is drawn from its own data only, but its specification asks for ${requests[0]}`);
    // A page that is narrower than the chart, a printed one say, shows it smaller.
    return validXML(svg.replace("<svg ", '<svg style="max-width:100%;height:auto" '));
  } finally {
    view.finalize();
  }
}
