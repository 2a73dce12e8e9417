import { inspect } from "node:util";
import { frameBundle, isDataFrame } from "./frameTable";
import type { MimeBundle } from "./host";

const DISPLAY = Symbol.for("Jupyter.display");

/**
 * What a notebook shows for a value: the bundle of its `[Symbol.for("Jupyter.display")]()`, a table for a danfojs frame,
 * else the text of `util.inspect`. Undefined shows nothing.
 */
export async function richBundle(value: unknown): Promise<MimeBundle | undefined> {
  if (value === undefined) return undefined;
  const bundle = (await displayed(value)) ?? (isDataFrame(value) ? frameBundle(value) : {});
  return "text/plain" in bundle ? bundle : { ...bundle, "text/plain": inspect(value) };
}

async function displayed(value: unknown): Promise<MimeBundle | undefined> {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  const show = (value as Record<symbol, unknown>)[DISPLAY];
  if (typeof show !== "function") return undefined;
  return encodeBytes((await show.call(value)) as Record<string, unknown>);
}

/** Jupyter sends bytes (images) as base64. */
export function encodeBytes(bundle: Record<string, unknown>): MimeBundle {
  const encode = (data: unknown): unknown => (data instanceof Uint8Array ? Buffer.from(data).toString("base64") : data);
  return Object.fromEntries(Object.entries(bundle).map(([mime, data]) => [mime, encode(data)])) as MimeBundle;
}
