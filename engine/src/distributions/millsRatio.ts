import { exp } from "../math/exp";

/** erf(1) to single precision, so that few digits are left for the fraction below. */
const NEAR_ONE = 0.845062911510467529;
const ROOT_HALF_PI = 1.2533141373155001;

const SMALL = {
  above: [
    0.128379167095512558561, -0.32504210724700149937, -0.0284817495755985104766, -0.00577027029648944159157,
    -0.0000237630166566501626084,
  ],
  below: [
    1, 0.397917223959155352819, 0.0650222499887672944485, 0.00508130628187576562776, 0.000132494738004321644526,
    -0.0000039602282787753681232,
  ],
};
const MIDDLE = {
  above: [
    -0.00236211856075265944077, 0.414856118683748331666, -0.372207876035701323847, 0.318346619901161753674,
    -0.110894694282396677476, 0.0354783043256182359371, -0.002166375594868790843,
  ],
  below: [
    1, 0.106420880400844228286, 0.540397917702171048937, 0.0718286544141962662868, 0.126171219808761642112,
    0.0136370839120290507362, 0.011984499846799107417,
  ],
};
const LARGE = {
  above: [
    -0.00986494403484714822705, -0.693858572707181764372, -10.5586262253232909814, -62.3753324503260060396,
    -162.396669462573470355, -184.605092906711035994, -81.2874355063065934246, -9.81432934416914548592,
  ],
  below: [
    1, 19.6512716674392571292, 137.6577541435190426, 434.565877475229228821, 645.387271733267880336,
    429.008140027567833386, 108.635005541779435134, 6.57024977031928170135, -0.0604244152148580987438,
  ],
};
const LARGER = {
  above: [
    -0.00986494292470009928597, -0.799283237680523006574, -17.7579549177547519889, -160.636384855821916062,
    -637.566443368389627722, -1025.09513161107724954, -483.519191608651397019,
  ],
  below: [
    1, 30.3380607434824582924, 325.792512996573918826, 1536.72958608443695994, 3199.85821950859553908,
    2553.05040643316442583, 474.528541206955367215, -22.4409524465858183362,
  ],
};

/**
 * Mills' ratio (1 − Φ(x))/φ(x) of the standard normal distribution for x ≥ 0, relative error below 1e-15: the error
 * function's fractions of FreeBSD's msun, s_erf.c, and from 30 on the asymptotic series (Abramowitz & Stegun 1964,
 * 26.2.12).
 */
export function millsRatio(x: number): number {
  const t = x * Math.SQRT1_2;
  if (t < 0.84375) return ROOT_HALF_PI * exp(0.5 * x * x) * (1 - t - t * fraction(SMALL, t * t));
  if (t < 1.25) return ROOT_HALF_PI * exp(0.5 * x * x) * (1 - NEAR_ONE - fraction(MIDDLE, t - 1));
  if (x >= 30) {
    const w = 1 / (x * x);
    return (1 - w * (1 - w * (3 - w * (15 - w * (105 - w * (945 - w * 10395)))))) / x;
  }
  return (ROOT_HALF_PI * exp(-0.5625 + fraction(t < 1 / 0.35 ? LARGE : LARGER, 1 / (t * t)))) / t;
}

interface Fraction {
  readonly above: readonly number[];
  readonly below: readonly number[];
}

function fraction({ above, below }: Fraction, x: number): number {
  return polynomial(above, x) / polynomial(below, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) value = value * x + coefficients[k];
  return value;
}
