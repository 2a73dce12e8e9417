// What draws pictures of charts, loaded with the first one.

export * as vega from "vega";
export * as interpreter from "vega-interpreter";
export * as vegaLite from "vega-lite";
