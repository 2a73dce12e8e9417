const ASCII = /^[\x20-\x7e]*$/;
const INVISIBLE = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;
const HALFWIDTH = /[\uff61-\uffdc\uffe8-\uffee]/u;
const SCRIPTS = ["Han", "Hiragana", "Katakana", "Hangul", "Bopomofo", "Yi"]
  .map((name) => `\\p{Script=${name}}`)
  .join("");
const WIDE = new RegExp(`[${SCRIPTS}\\p{Emoji_Presentation}\\u3000-\\u303e\\uff01-\\uff60\\uffe0-\\uffe6]`, "u");

/** The number of terminal cells that `text` takes: East Asian wide characters two, combining marks none. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
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
