// What draws charts in pages and pictures of them in kernels, loaded with the first one.

export * as vega from "vega";
export { default as embed } from "vega-embed";
export * as interpreter from "vega-interpreter";
export * as vegaLite from "vega-lite";
