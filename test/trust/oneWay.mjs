/*
 * One-way analyses of variance of the Statistical Reference Datasets of NIST (https://www.itl.nist.gov/div898/strd/):
 * the observations by treatment, and the certified F ratio and residual standard deviation. A random effect of the
 * treatments has by REML the F ratio 1 + nθ² and the same σ.
 */
const alternating = (base, middle, count) =>
  Array.from({ length: count }, (_, i) => base + (i === 0 ? middle : i % 2 === 1 ? middle - 0.1 : middle + 0.1));
const nine = (base, count) =>
  [0.4, 0.3, 0.5, 0.3, 0.5, 0.3, 0.5, 0.3, 0.5].map((tenths) => alternating(base, tenths, count));

export const oneWay = [
  {
    name: "SiRstv (resistivity of silicon)",
    groups: [
      [196.3052, 196.124, 196.189, 196.2569, 196.3403],
      [196.3042, 196.3825, 196.1669, 196.3257, 196.0422],
      [196.1303, 196.2005, 196.2889, 196.0343, 196.1811],
      [196.2795, 196.1748, 196.1494, 196.1485, 195.9885],
      [196.2119, 196.1051, 196.185, 196.0052, 196.209],
    ],
    fRatio: 1.18046237440255,
    residual: 1.04076068334656e-1,
  },
  { name: "SmLs01 (numbers like 1.4)", groups: nine(1, 21), fRatio: 21, residual: 0.1 },
  { name: "SmLs02 (201 a treatment)", groups: nine(1, 201), fRatio: 201, residual: 0.1 },
  { name: "SmLs04 (numbers like 1,000,000.4)", groups: nine(1e6, 21), fRatio: 21, residual: 0.1 },
  { name: "SmLs07 (numbers like 1,000,000,000,000.4)", groups: nine(1e12, 21), fRatio: 21, residual: 0.1 },
];
