import { frameBundle, isDataFrame, isTable } from "./frameTable";
import type { MimeBundle } from "./host";
import { isMatrix, matrixBundle } from "./matrixTable";
import { jsonLength, MOST_CHARACTERS as MOST_SENT, OutputLimitError } from "./outputLimit";
import { pictureBundle, VEGALITE } from "./pictures";
import type { Platform } from "./platform";
import { shortened } from "./shortened";

const DISPLAY = Symbol.for("Jupyter.display");
const MOST_CHARACTERS = 100_000;
const LONGEST_NAME = 100;
/** V8 makes no longer texts. */
const LONGEST = 2 ** 29;

type RichPlatform = Pick<Platform, "inspect" | "isPromise" | "base64" | "library">;

/**
 * What a notebook shows for a value: the engine's view of what it takes as a table, the bundle of its
 * `[Symbol.for("Jupyter.display")]()`, a picture for a specification of Vega-Lite or an element of a page, a table for
 * a matrix of ml-matrix or a frame that the engine does not take, else the text of `util.inspect`, of a promise with a
 * word on how to get what it promises. Undefined shows nothing.
 */
export async function richBundle(value: unknown, platform: RichPlatform): Promise<MimeBundle | undefined> {
  if (value === undefined) return undefined;
  const bundle =
    (await tableView(value, platform)) ??
    (await displayed(value, platform)) ??
    (await pictureOf(value, platform)) ??
    foreignBundle(value);
  return "text/plain" in bundle ? bundle : { ...bundle, "text/plain": textOf(value, platform) };
}

/** A picture of another package; an object that only looks like one is shown as any object is. */
async function pictureOf(value: unknown, platform: RichPlatform): Promise<MimeBundle | undefined> {
  try {
    const bundle = pictureBundle(value);
    return bundle && ((await drawn(bundle[VEGALITE], platform)) ?? sendable(bundle, platform));
  } catch {
    return undefined;
  }
}

/** A specification with the picture that the engine draws of it, for pages that draw none. */
async function drawn(spec: unknown, platform: RichPlatform): Promise<MimeBundle | undefined> {
  if (spec === undefined) return undefined;
  try {
    const { Chart } = platform.library() as { Chart: new (spec: unknown) => object };
    return await displayed(new Chart(spec), platform);
  } catch {
    return undefined;
  }
}

/** The engine's view of another package's table, which sorts and turns pages; undefined for what it cannot take. */
async function tableView(value: unknown, platform: RichPlatform): Promise<MimeBundle | undefined> {
  if (!isTable(value)) return undefined;
  try {
    const { asTable } = platform.library() as { asTable(data: object): object };
    return await displayed(asTable(value), platform);
  } catch {
    return undefined;
  }
}

/** A table for a value of another package that has none to show. */
function foreignBundle(value: unknown): MimeBundle {
  if (isDataFrame(value)) return frameBundle(value);
  return isMatrix(value) ? matrixBundle(value) : {};
}

function textOf(value: unknown, platform: RichPlatform): string {
  const text = shortened(platform.inspect(value), MOST_CHARACTERS);
  return platform.isPromise(value) ? `${text} – write await before the call to wait for its result` : text;
}

async function displayed(value: unknown, platform: RichPlatform): Promise<MimeBundle | undefined> {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  const show = (value as Record<symbol, unknown>)[DISPLAY];
  if (typeof show !== "function") return undefined;
  return sendable(await show.call(value), platform);
}

/**
 * A bundle as it can be sent: bytes (images) as base64, everything else as text or plain JSON. Throws where `shown` is
 * no object, its data are no JSON (circular, a bigint) or together larger than an output may be.
 */
export function sendable(shown: unknown, platform: Pick<Platform, "inspect" | "base64">): MimeBundle {
  if (typeof shown !== "object" || shown === null)
    throw new TypeError(`a display has to be an object of MIME type → data, not ${platform.inspect(shown)}`);
  const bundle: MimeBundle = {};
  let characters = 0;
  const add = (mime: string, more: number): void => {
    characters += more;
    if (characters > MOST_SENT) throw new OutputLimitError(shortened(mime, LONGEST_NAME), characters);
  };
  for (const [mime, data] of Object.entries(shown)) {
    add(mime, mime.length);
    if (data instanceof Uint8Array) {
      add(mime, (data.byteLength * 4) / 3);
      bundle[mime] = platform.base64(data);
    } else if (typeof data === "string") {
      add(mime, jsonLength(data, MOST_SENT - characters));
      bundle[mime] = data;
    } else {
      const sent = jsonOrText(mime, data, (more) => add(mime, more));
      if (sent !== undefined) bundle[mime] = sent;
    }
  }
  return bundle;
}

/** A bundle as it can be sent, in place of one that is too large a sentence that says so. */
export function boundedSendable(shown: unknown, platform: Pick<Platform, "inspect" | "base64">): MimeBundle {
  try {
    return sendable(shown, platform);
  } catch (error) {
    if (!(error instanceof OutputLimitError)) throw error;
    return { "text/plain": error.message };
  }
}

/** Notebooks hold of texts (and of pictures as text) nothing but text. */
function jsonOrText(mime: string, data: unknown, add: (characters: number) => void): string | object | undefined {
  const isText = /^(?:text\/|image\/svg)/.test(mime) && /^(?:number|bigint|boolean)$/.test(typeof data);
  return isText ? String(data) : plainJson(mime, data, add);
}

function plainJson(mime: string, data: unknown, add: (characters: number) => void): object | undefined {
  let text: string | undefined;
  refuseHuge(mime, data);
  try {
    text = JSON.stringify(data) as string | undefined;
  } catch (error) {
    if (error instanceof RangeError && /string length/.test(error.message)) throw new OutputLimitError(mime, LONGEST);
    const [reason] = (error as Error).message.split("\n");
    throw new TypeError(`the data of '${mime}' have to be text, bytes or JSON: ${reason}`);
  }
  if (text === undefined) return undefined;
  add(text.length);
  return JSON.parse(text);
}

/** JSON writes lists, and typed arrays as objects, element by element: what has too many is refused before. */
function refuseHuge(mime: string, data: unknown): void {
  const found = new Set<unknown>([data]);
  for (const value of found) {
    if (typeof value !== "object" || value === null) continue;
    const elements = ArrayBuffer.isView(value) || Array.isArray(value) ? (value as ArrayLike<unknown>).length : 0;
    if (2 * elements > MOST_SENT) throw new OutputLimitError(mime, 2 * elements);
    if (ArrayBuffer.isView(value)) continue;
    for (const one of Array.isArray(value) ? value : valuesOf(value))
      if (typeof one === "object" && one !== null) found.add(one);
  }
}

/** None of what fails when it is read, which JSON will say. */
function valuesOf(value: object): unknown[] {
  try {
    return Object.values(value);
  } catch {
    return [];
  }
}
