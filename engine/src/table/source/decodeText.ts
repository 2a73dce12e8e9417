import { FileError, OptionError } from "../../errors";
import { shownValue } from "../shownValue";

/**
 * How the bytes of a file are a text; "latin1" and "iso-8859-1" are windows-1252, as in the Encoding Standard of
 * browsers (https://encoding.spec.whatwg.org), which adds the signs that ISO 8859-1 lacks, such as "€". Other labels
 * of that standard are taken where the host knows them: "windows-1250", "shift_jis", "gb18030".
 */
export type TextEncoding = "utf-8" | "latin1" | "iso-8859-1" | "windows-1252" | "utf-16le" | "utf-16be" | (string & {});

/** Bytes that may begin a text and tell its encoding. */
const MARKS: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];
/** What other programs call encodings. */
const ELSEWHERE: { readonly [name: string]: string | undefined } = {
  ansi: "windows-1252",
  "latin-1": "latin1",
  latin_1: "latin1",
  unicode: "utf-16le",
  "utf-8-sig": "utf-8",
  "utf-8-bom": "utf-8",
};
/** What 0x80 to 0x9F are: Node 20 decodes them as ISO 8859-1 does, as control characters. */
const WINDOWS = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";
const REPLACEMENT = "\uFFFD";
/** Bytes that tell whether every other one is 0. */
const LOOKED_AT = 4096;

/**
 * The text of a file. A byte order mark says more than the option.
 * @throws {@link FileError} for bytes that are no text in the encoding, naming the first of them, and for zero bytes
 */
export function decodeText(bytes: Uint8Array, path: string, encoding: TextEncoding = "utf-8"): string {
  const asked = canonical(encoding);
  const [marked, { length }] = MARKS.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte)) ?? [asked, []];
  const body = bytes.subarray(length);
  const text = decoded(body, marked, path);
  checkEvery(text, body, marked, length, path);
  return marked === "windows-1252" ? text.replace(/[\x80-\x9f]/g, (sign) => WINDOWS[sign.charCodeAt(0) - 0x80]) : text;
}

/** @throws {@link FileError} for more than a string can hold */
function decoded(body: Uint8Array, encoding: string, path: string): string {
  try {
    return new TextDecoder(encoding, { ignoreBOM: true }).decode(body);
  } catch (error) {
    throw new FileError(
      `the file '${path}' cannot be read as a text: it has ${Math.round(body.length / 2 ** 20)} MB, ` +
        "and a text has 512 million characters at most; split it, " +
        "or give its columns as an Arrow file, which readarrow reads",
      path,
      { cause: error },
    );
  }
}

/** The name of an encoding in the Encoding Standard. @throws {@link OptionError} for one that the host does not know */
function canonical(encoding: unknown): string {
  try {
    if (typeof encoding === "string") return new TextDecoder(ELSEWHERE[encoding.toLowerCase()] ?? encoding).encoding;
  } catch {}
  throw new OptionError(
    'an encoding is "utf-8" (default), "windows-1252", "latin1", "utf-16le", "utf-16be" ' +
      `or another label of the Encoding Standard; got ${shownValue(encoding)}`,
  );
}

/** @param start bytes of the mark, which are not in `body` */
function checkEvery(text: string, body: Uint8Array, encoding: string, start: number, path: string): void {
  const wide = start === 0 ? looksWide(body) : undefined;
  const isWide = encoding.startsWith("utf-16");
  if (wide !== undefined && wide !== encoding)
    throw new FileError(
      `the file '${path}' cannot be read as ${encoding}: every other byte is 0, as in ${wide}; ` +
        `give { encoding: "${wide}" }`,
      path,
    );
  if (isWide && start === 0 && wide === undefined && !/[\r\n]/.test(text))
    throw new FileError(
      `the file '${path}' cannot be read as ${encoding}: that has a line end for each row, and here it finds none`,
      path,
    );
  const wrong = firstWrong(text, body, encoding);
  if (wrong !== undefined) throw notInEncoding(wrong, body, text, encoding, start, path);
  const zero = text.indexOf("\0");
  if (zero >= 0)
    throw new FileError(
      `the file '${path}' cannot be read as a text: line ${lineAt(text, zero)} has a zero byte, which no text has`,
      path,
    );
}

/** The encoding of a text without a mark whose bytes are 0 at every other place, as most of its signs are Latin. */
function looksWide(body: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const zeros = [0, 0];
  const count = Math.min(LOOKED_AT, body.length);
  for (let i = 0; i < count; i++) if (body[i] === 0) zeros[i % 2]++;
  const few = Math.min(...zeros);
  const many = Math.max(...zeros);
  if (many < 2 || 20 * many < count || 10 * few > many) return undefined;
  return zeros[0] > zeros[1] ? "utf-16be" : "utf-16le";
}

interface Wrong {
  /** In the text. */
  readonly at: number;
  /** In the bytes behind the mark; unknown where signs of a legacy encoding differ in length. */
  readonly offset: number | undefined;
}

/** The first place that is no text: a replacement character that does not stand for itself. */
function firstWrong(text: string, body: Uint8Array, encoding: string): Wrong | undefined {
  let [from, offset] = [0, 0];
  for (let at = text.indexOf(REPLACEMENT); at >= 0; at = text.indexOf(REPLACEMENT, at + 1)) {
    if (encoding === "utf-8") offset += new TextEncoder().encode(text.slice(from, at)).length;
    else if (encoding.startsWith("utf-16")) offset = 2 * at;
    else return { at, offset: undefined };
    const itself = encoding === "utf-8" ? [0xef, 0xbf, 0xbd] : encoding === "utf-16le" ? [0xfd, 0xff] : [0xff, 0xfd];
    if (!itself.every((byte, i) => body[offset + i] === byte)) return { at, offset };
    from = at;
  }
  return undefined;
}

function notInEncoding(
  { at, offset }: Wrong,
  body: Uint8Array,
  text: string,
  encoding: string,
  start: number,
  path: string,
): FileError {
  const byte =
    offset === undefined
      ? "a byte"
      : `the byte 0x${body[offset].toString(16).toUpperCase().padStart(2, "0")} at offset ${start + offset}`;
  const advice =
    encoding === "utf-8" && start === 0 ? '; say what it is written in, such as { encoding: "windows-1252" }' : "";
  return new FileError(
    `the file '${path}' cannot be read as ${encoding}: line ${lineAt(text, at)} has ${byte}, ` +
      `which is no text there${advice}`,
    path,
  );
}

/** The line of a place, counted from 1. */
function lineAt(text: string, at: number): number {
  return 1 + (text.slice(0, at).match(/\r\n?|\n/g)?.length ?? 0);
}
