import { inspect } from "node:util";
import { decoded, FileBytes } from "../../../jupyter-extension/kernel/src/web/modules/fileBytes";

const SAMPLES: readonly (readonly [what: string, bytes: Uint8Array<ArrayBuffer>])[] = [
  ["text", new TextEncoder().encode("a,b\n1,σ²\n")],
  ["a text with a mark of the order of bytes", new TextEncoder().encode("\uFEFFa")],
  ["bytes that are no text", Uint8Array.from({ length: 200 }, (_, i) => (i * 37) & 0xff)],
  ["nothing", new Uint8Array()],
];
const ENCODINGS: readonly BufferEncoding[] = [
  ...(["utf8", "utf-8", "UTF8", "latin1", "binary", "ascii", "hex", "base64", "base64url"] as BufferEncoding[]),
];

test.each(SAMPLES)("%s: the texts, and what is shown, are those of Node's Buffer", (_, bytes) => {
  const node = Buffer.from(bytes);
  const own = new FileBytes(bytes);
  for (const encoding of ENCODINGS) {
    expect([encoding, decoded(bytes, encoding)]).toEqual([encoding, node.toString(encoding)]);
    expect(own.toString(encoding)).toBe(node.toString(encoding));
  }
  expect(String(own)).toBe(String(node));
  expect(`${own}`).toBe(`${node}`);
  expect(inspect(own)).toBe(inspect(node));
  expect([...own]).toEqual([...bytes]);
});

test("texts of two bytes a letter, and parts, which are plain bytes", () => {
  const bytes = new Uint8Array(Buffer.from("aσ🙂", "utf16le"));
  expect(decoded(bytes, "utf16le")).toBe("aσ🙂");
  expect(decoded(bytes, "ucs2")).toBe("aσ🙂");
  expect(new FileBytes(bytes).slice(0, 2).constructor).toBe(Uint8Array);
});

test("an encoding that nobody has is refused", () => {
  expect(() => decoded(new Uint8Array(), "utf9")).toThrow("Unknown encoding: utf9");
});
