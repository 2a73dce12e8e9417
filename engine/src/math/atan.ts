/** arctan(½), arctan(1), arctan(3/2) and π/2, and what they lack. */
const HIGH = [0.4636476090008061, 0.7853981633974483, 0.982793723247329, 1.5707963267948966];
const LOW = [2.2698777452961687e-17, 3.061616997868383e-17, 1.3903311031230998e-17, 6.123233995736766e-17];

const TWO_TO_MINUS_27 = 7.450580596923828e-9;

/**
 * The angle between −π/2 and π/2 whose tangent is x, error below 1 ulp. Reduced by the tangent of a difference to an
 * argument below 7/16 (FreeBSD's msun, s_atan.c).
 */
export function atan(x: number): number {
  const size = Math.abs(x);
  if (size < 0.4375) return size < TWO_TO_MINUS_27 ? x : x - x * series(x);
  const angle =
    size < 0.6875
      ? from(0, (2 * size - 1) / (2 + size))
      : size < 1.1875
        ? from(1, (size - 1) / (size + 1))
        : size < 2.4375
          ? from(2, (size - 1.5) / (1 + 1.5 * size))
          : from(3, -1 / size);
  return x < 0 ? -angle : angle;
}

/** One of the four angles and arctan(t), |t| ≤ 7/16. */
function from(place: number, t: number): number {
  return HIGH[place] - (t * series(t) - LOW[place] - t);
}

/** 1 − arctan(t)/t. */
function series(t: number): number {
  const z = t * t;
  const w = z * z;
  const even = 0.06661073137387531 + w * (0.049768779946159324 + w * 0.016285820115365782);
  const odd = -0.0769187620504483 + w * (-0.058335701337905735 + w * -0.036531572744216916);
  return (
    z * (0.3333333333333293 + w * (0.14285714272503466 + w * (0.09090887133436507 + w * even))) +
    w * (-0.19999999999876483 + w * (-0.11111110405462356 + w * odd))
  );
}
