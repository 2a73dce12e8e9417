import { toText } from "engine/show/text";
import { displayWidth, singleLine } from "engine/words/displayWidth";

test.each([
  ["abc", 3],
  ["σ²", 2],
  ["e\u0301", 1],
  ["漢字", 4],
  ["カナ", 4],
  ["ｶﾅ", 2],
  ["한글", 4],
  ["Ａ", 2],
  ["😀", 2],
  ["a\u200bb", 2],
  // Combining marks, several on one letter, and a Hangul syllable in three parts.
  ["o\u0302\u0323n", 2],
  ["\u1112\u1161\u11ab", 2],
  ["क्षि", 3],
  // Flags of two letters and of tags; an odd letter stands alone.
  ["🇩🇪🇺🇸", 4],
  ["🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", 2],
  ["🇩🇪🇺", 4],
  // Emoji by U+FE0F, with a colour of the skin, joined of several, keycaps.
  ["❤\ufe0f", 2],
  ["❤", 1],
  ["👍🏽", 2],
  ["👩‍👩‍👧‍👦", 2],
  ["❤\ufe0f‍🔥 a", 4],
  ["🏳\ufe0f‍🌈", 2],
  ["1\ufe0f\u20e3", 2],
  ["©", 1],
  ["© 漢 👩🏻‍🚀", 7],
  ["", 0],
])("%p takes %p cells", (text, width) => expect(displayWidth(text)).toBe(width));

test("control characters cannot break a line", () => {
  expect(singleLine("a\r\n\tb\u001b[31m")).toBe("a b\ufffd[31m");
});

test("columns of families, flags and accents are aligned", () => {
  const names = ["👩‍👩‍👧", "🇩🇪", "e\u0301", "漢", "ab"];
  const columns = ["name", "x"].map((header) => ({ header, align: "left" as const }));
  const lines = toText({ columns, rows: names.map((name) => ({ cells: [name, "1"] })) }).split("\n");
  const places = lines.filter((line) => line.endsWith("1")).map((line) => displayWidth(line.slice(0, -1)));
  expect(places).toEqual(names.map(() => 6));
});
