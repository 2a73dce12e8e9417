import { textWidth } from "../textWidth";

/** Pixels of the letters of an axis, and between names beside each other. */
const LETTERS = { fontSize: 11 };
const GAP = 3;
/** Names that run upwards need so many pixels each. */
const UPWARDS = 18;

/** How the names of levels stand along an axis of so many pixels: level where they have room, else upwards. */
export function levelLabels(
  levels: readonly string[],
  width: number,
): { readonly labelAngle: number; readonly labelOverlap: boolean } {
  const room = width / Math.max(1, levels.length);
  if (levels.every((text) => textWidth(LETTERS, text) + GAP <= room)) return { labelAngle: 0, labelOverlap: true };
  return { labelAngle: -35, labelOverlap: room < UPWARDS };
}
