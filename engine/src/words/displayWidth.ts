const ASCII = /^[\x20-\x7e]*$/;
const INVISIBLE = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;
const HALFWIDTH = /[\uff61-\uffdc\uffe8-\uffee]/u;
const SCRIPTS = ["Han", "Hiragana", "Katakana", "Hangul", "Bopomofo", "Yi"]
  .map((name) => `\\p{Script=${name}}`)
  .join("");
const WIDE = new RegExp(`[${SCRIPTS}\\p{Emoji_Presentation}\\u3000-\\u303e\\uff01-\\uff60\\uffe0-\\uffe6]`, "u");

/** What may join with its neighbours to one picture. */
const PICTORIAL = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3|\ufe0f/u;
/**
 * Pictures of two cells: a flag, a keycap, or an emoji, also one that is asked for by U+FE0F or joined of several.
 */
const PICTURES = [
  /\p{Regional_Indicator}{2}/u,
  /[0-9#*]\ufe0f?\u20e3/u,
  /\p{Emoji_Presentation}/u,
  /\p{Extended_Pictographic}(?:\ufe0f|.*\u200d)/u,
];
const PICTURE = new RegExp(`^(?:${PICTURES.map(({ source }) => source).join("|")})`, "u");

let characters: Intl.Segmenter | undefined;

/**
 * The number of terminal cells that `text` takes: East Asian wide characters and emoji two, combining marks none
 * (Unicode Standard Annexes 11 and 29, Technical Standard 51).
 */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  if (!PICTORIAL.test(text)) return sumOfWidths(text);
  characters ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  let width = 0;
  for (const { segment } of characters.segment(text)) width += PICTURE.test(segment) ? 2 : sumOfWidths(segment);
  return width;
}

function sumOfWidths(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (INVISIBLE.test(character)) return 0;
  return WIDE.test(character) && !HALFWIDTH.test(character) ? 2 : 1;
}

/** `text` on one line: line breaks and tabs become spaces, other control characters a replacement mark. */
export function singleLine(text: string): string {
  return text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, " ").replace(/[\u0000-\u001f\u007f-\u009f]/g, "\ufffd");
}
