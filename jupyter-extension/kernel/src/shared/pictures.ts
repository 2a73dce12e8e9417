/** Pictures of other packages, told by their properties: specifications of Vega and Vega-Lite, elements of a page. */

type Part = { readonly [key: string]: unknown };

const VEGA = "application/vnd.vega.v5+json";
export const VEGALITE = "application/vnd.vegalite.v5+json";
const VIEWS = ["mark", "layer", "concat", "hconcat", "vconcat", "facet", "repeat"];

/** What a notebook shows for a picture of another package; undefined for anything else. */
export function pictureBundle(value: unknown): Record<string, string | object> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const element = elementBundle(value as Part);
  if (element !== undefined) return element;
  const spec = specOf(value as Part);
  return spec === undefined ? undefined : { [kindOf(spec)!]: spec, "text/plain": descriptionOf(spec) };
}

/** An element of a page, real or of a shim: an SVG is a picture, others are HTML. */
function elementBundle({ nodeType, tagName, outerHTML }: Part): Record<string, string> | undefined {
  if (nodeType !== 1 || typeof tagName !== "string" || typeof outerHTML !== "string") return undefined;
  const plain = { "text/plain": `<${tagName.toLowerCase()}>` };
  if (tagName.toLowerCase() !== "svg") return { "text/html": outerHTML, ...plain };
  const named = /^<svg[^>]*\sxmlns=/i.test(outerHTML)
    ? outerHTML
    : outerHTML.replace(/^<svg/i, '<svg xmlns="http://www.w3.org/2000/svg"');
  return { "image/svg+xml": named, ...plain };
}

/** A specification, or that of an object of vega-lite-api. */
function specOf(value: Part): Part | undefined {
  const made = ["toSpec", "toObject"].find((name) => typeof value[name] === "function");
  const spec = made === undefined ? value : (value[made] as () => unknown)();
  if (typeof spec !== "object" || spec === null || kindOf(spec as Part) === undefined) return undefined;
  const prototype = Object.getPrototypeOf(spec) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null ? withRows(spec as Part) : undefined;
}

/** A specification whose data are tables or lists of rows, which both give their rows one by one, with these. */
function withRows(spec: Part): Part {
  const { data } = spec;
  const values = isIterable(data) ? data : (data as Part | undefined)?.["values"];
  if (!isIterable(values) || (Array.isArray(values) && values !== data)) return spec;
  return { ...spec, data: { ...(isIterable(data) ? {} : (data as Part)), values: [...values] } };
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function kindOf(spec: Part): string | undefined {
  const { $schema, data, encoding } = spec;
  if (typeof $schema === "string" && /\/vega\/v\d/.test($schema)) return VEGA;
  if (typeof $schema === "string" && /\/vega-lite\/v\d/.test($schema)) return VEGALITE;
  const isView = VIEWS.some(
    (name) => typeof spec[name] === "object" || (name === "mark" && typeof spec.mark === "string"),
  );
  const hasData = typeof data === "object" && data !== null;
  return isView && hasData && (typeof encoding === "object" || spec.mark === undefined) ? VEGALITE : undefined;
}

function descriptionOf({ description }: Part): string {
  return typeof description === "string" ? description : "Vega-Lite chart";
}
