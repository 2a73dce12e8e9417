import { displayWidth, singleLine } from "engine/show/displayWidth";

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
])("%p takes %p cells", (text, width) => expect(displayWidth(text)).toBe(width));

test("control characters cannot break a line", () => {
  expect(singleLine("a\r\n\tb\u001b[31m")).toBe("a b\ufffd[31m");
});
