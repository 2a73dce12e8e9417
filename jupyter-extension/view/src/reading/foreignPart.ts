import { trans } from "../page/trans";
import { readExtras } from "./chartExtras";
import { drawnParts, MOST_PARTS } from "./drawnParts";

/** Every property that the engine's charts have. */
const PROPERTIES = new Set(
  `
  $schema align anchor aria as axis axisX axisY background baseline bin binSpacing calculate clip color column columns
  concat config data datum description detail direction domain domainColor dx dy encoding facet field fillOpacity
  filled filter flatten fold font fontSize fontWeight frame grid gridColor gridOpacity height interpolate labelAngle
  labelColor labelExpr labelFlush labelFontSize labelLimit labelOverlap labels labelSeparation layer legend limit line mark
  name nice
  offset op opacity order orient padding paddingInner paddingOuter range row rule scale shape size sort spacing spec
  stack stroke strokeCap strokeDash strokeJoin strokeOpacity strokeWidth symbolOpacity symbolSize symbolStrokeWidth
  symbolType text tickColor tickCount tickMinStep ticks title titleColor titleFontSize titleFontWeight titleLimit
  titlePadding tooltip transform type value values view width window x x2 xOffset y y2 yOffset zero`
    .trim()
    .split(/\s+/),
);
/** Every expression, up to its numbers. */
const EXPRESSIONS = [
  /^null$/,
  /^datum\.value < 0 \? '' : datum\.label$/,
  /^datum\.at (?:<=|>) 0$/,
  /^datum\.\w+ \+ -?[\d.]+(?:e[+-]?\d+)?$/,
  /^datum\.end === 'gap' \? null : datum\.end === '\w+' \? datum\.\w+ : datum\.\w+$/,
];
const EXPRESSION_AT = new Set(["calculate", "filter", "labelExpr"]);
/** Where vega-lite takes the texts for names of fields, of data or of layers. */
const NAME_AT = new Set(["field", "as", "flatten", "fold", "name", "type", "shape", "interpolate"]);
/** What is calculated in windows: others take a time that grows with the square of the rows. */
const OPERATION = "row_number";
const MOST_TICKS = 100;
const NAME = /^[\w-]*$/;
/** What would begin an address, and what would end a text within an expression. */
const NOT_PLAIN = /url\s*\(|\\/i;

type Part = { readonly [key: string]: unknown };

/**
 * What a saved specification holds that no chart of the engine does, or undefined if there is nothing: the notebook may
 * come from anywhere, and vega-lite reads much of a specification as expressions or addresses. Numbers, colours and
 * texts may be anybody's.
 * @param extras - what the notebook holds beside the specification
 */
export function foreignPart(spec: unknown, extras?: unknown): string | undefined {
  const rows = (readExtras(extras).intervals ?? []).map(({ row }) => row);
  const parts = drawnParts(spec, rows);
  if (parts === Infinity) return trans.__("rows that multiply without a bound");
  if (parts > MOST_PARTS) return trans.__("%1 parts to draw", Math.round(parts).toLocaleString("en-US"));
  return foreignIn(spec, "");
}

function foreignIn(value: unknown, at: string): string | undefined {
  if (typeof value === "string")
    return isForeignText(value, at) ? trans.__("the %1 %2", at, JSON.stringify(value.slice(0, 80))) : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return first(value, (one) => foreignIn(one, at));
  return first(Object.entries(value as Part), ([key, inner]) => {
    if (!PROPERTIES.has(key)) return trans.__("the property %1", JSON.stringify(key.slice(0, 80)));
    if (at === "data" && key === "values") return Array.isArray(inner) ? undefined : trans.__("data that are not rows");
    if (at === "scale" && key === "range" && !Array.isArray(inner)) return trans.__("a range that is no list");
    if (key === "scale" && (typeof inner !== "object" || inner === null)) return trans.__("values without a scale");
    if (key === "tickCount" && !(typeof inner === "number" && inner <= MOST_TICKS))
      return trans.__("more ticks than can be read");
    return foreignIn(inner, key);
  });
}

function isForeignText(text: string, at: string): boolean {
  if (EXPRESSION_AT.has(at)) return !EXPRESSIONS.some((own) => own.test(text));
  if (at === "$schema") return false;
  if (at === "op") return text !== OPERATION;
  return NAME_AT.has(at) ? !NAME.test(text) : NOT_PLAIN.test(text);
}

function first<T>(values: readonly T[], find: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
