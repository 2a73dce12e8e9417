import { displayWidth, singleLine } from "./displayWidth";

/** Characters of a long formula that are shown before and after the place of an error. */
const AROUND = 50;

/** The line of the text with its character `at`, counted from 1, and a mark below it; each begins a new line. */
export function placeMark(text: string, at: number): string {
  const characters = [...text];
  const start = characters.lastIndexOf("\n", at - 2) + 1;
  const end = characters.indexOf("\n", Math.max(start, at - 1));
  const before = shortened(characters.slice(start, at - 1).reverse()).reverse();
  const after = shortened(characters.slice(at - 1, end < 0 ? undefined : end));
  const line = (part: string[]): string => singleLine(part.join(""));
  return after.length + before.length === 0
    ? ""
    : `\n  ${line(before)}${line(after)}\n  ${" ".repeat(displayWidth(line(before)))}^`;
}

function shortened(part: string[]): string[] {
  return part.length <= AROUND ? part : [...part.slice(0, AROUND), "…"];
}
