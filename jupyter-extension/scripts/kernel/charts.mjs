// What draws pictures, as one script: it shares most of what it needs.

export * as vega from "vega";
export * as interpreter from "vega-interpreter";
export * as vegaLite from "vega-lite";
