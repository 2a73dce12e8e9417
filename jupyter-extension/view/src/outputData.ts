/** The MIME type of a chart's Vega-Lite specification, which stands in an output beside that of the view. */
export const VEGALITE_MIME = "application/vnd.vegalite.v5+json";

/** The data of an output by MIME type, as notebooks have them: JSON as it is, texts also as lists of lines. */
export interface OutputData {
  readonly [mime: string]: unknown;
}

/** A text of an output, whose lines notebooks may keep apart; undefined if it has none of this type. */
export function textOf(data: OutputData, mime: string): string | undefined {
  const value = data[mime];
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.join("") : String(value);
}
