import { textWidth } from "./textWidth";

/** Of the titles of axes. */
const FONT_SIZE = 12;

/**
 * The title of an axis in as many lines as its length in pixels asks for, broken between words: one that is longer than
 * its axis would push panels apart.
 */
export function wrappedTitle(title: string, length: number): string | string[] {
  const fits = (text: string): boolean => textWidth({ fontSize: FONT_SIZE }, text) <= length;
  if (fits(title)) return title;
  const lines: string[] = [];
  for (const word of title.split(" ")) {
    const longer = [...lines.slice(-1), word].join(" ");
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length === 1 ? title : lines;
}
