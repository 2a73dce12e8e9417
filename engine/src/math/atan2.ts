import { atan } from "./atan";
import { highWord } from "./words";

const QUARTER_TURN = 1.5707963267948966;
/** What Math.PI lacks. */
const PI_LOW = 1.2246467991473532e-16;

/**
 * The angle of the point (x, y), between −π and π, error below 2 ulp; signs of zeros count (FreeBSD's msun, e_atan2.c).
 */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const angle = upperAngle(Math.abs(y), x);
  return y < 0 || Object.is(y, -0) ? -angle : angle;
}

function upperAngle(y: number, x: number): number {
  const isLeft = x < 0 || Object.is(x, -0);
  if (y === 0) return isLeft ? Math.PI : 0;
  if (x === 0) return QUARTER_TURN;
  if (y === Infinity) return Math.abs(x) < Infinity ? QUARTER_TURN : isLeft ? 1.5 * QUARTER_TURN : 0.5 * QUARTER_TURN;
  if (!isLeft) return atan(y / x);
  if ((highWord(y) - highWord(-x)) >> 20 > 60) return QUARTER_TURN;
  return Math.PI - (atan(y / -x) - PI_LOW);
}
