import { SHADES } from "engine/charts/parts/colors/shades";
import { dashesOf, MASS, NEUTRAL, PALETTE } from "engine/charts/parts/spec";

type Triple = [number, number, number];

const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const rgb = (hex: string): Triple =>
  [1, 3, 5].map((i) => linear(Number.parseInt(hex.slice(i, i + 2), 16) / 255)) as Triple;
const product = (rows: readonly Triple[], [r, g, b]: Triple): Triple =>
  rows.map(([x, y, z]) => x * r + y * g + z * b) as Triple;

/** Machado, Oliveira & Fernandes 2009, table of severity 1. */
const DEFICIENCIES: { readonly [name: string]: readonly Triple[] } = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function lab(color: Triple): Triple {
  const [x, y, z] = product(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    color,
  );
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** CIEDE2000 (Sharma, Wu & Dalal 2005). */
function difference([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const rad = Math.PI / 180;
  const chroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7)));
  const [c1, c2] = [Math.hypot((1 + g) * a1, b1), Math.hypot((1 + g) * a2, b2)];
  const hue = (a: number, b: number): number => (Math.atan2(b, (1 + g) * a) / rad + 360) % 360;
  const [h1, h2] = [hue(a1, b1), hue(a2, b2)];
  const turn = Math.abs(h1 - h2) <= 180 ? h2 - h1 : h2 - h1 + (h2 > h1 ? -360 : 360);
  const dh = 2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * rad);
  const h = Math.abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2;
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const t =
    1 -
    0.17 * Math.cos((h - 30) * rad) +
    0.24 * Math.cos(2 * h * rad) +
    0.32 * Math.cos((3 * h + 6) * rad) -
    0.2 * Math.cos((4 * h - 63) * rad);
  const [sl, sc, sh] = [1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2), 1 + 0.045 * c, 1 + 0.015 * c * t];
  const rotation =
    -Math.sin(60 * Math.exp(-(((h - 275) / 25) ** 2)) * rad) * 2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));
  const [dl, dc, dH] = [(l2 - l1) / sl, (c2 - c1) / sc, dh / sh];
  return Math.sqrt(dl ** 2 + dc ** 2 + dH ** 2 + rotation * dc * dH);
}

test("the difference of colours is that of Sharma's table", () => {
  expect(difference([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
  expect(difference([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387])).toBeCloseTo(1.2644, 4);
});

test.each(Object.keys(DEFICIENCIES))("ten colours stay apart for readers with %s", (name) => {
  const seen = PALETTE.map((color) =>
    lab(product(DEFICIENCIES[name], rgb(color)).map((c) => Math.min(1, Math.max(0, c))) as Triple),
  );
  expect(seen).toHaveLength(10);
  for (let i = 0; i < 10; i++) for (let j = 0; j < i; j++) expect(difference(seen[i], seen[j])).toBeGreaterThan(10);
});

test.each(Object.keys(DEFICIENCIES))("shades of numbers stay apart for readers with %s", (name) => {
  const seen = SHADES.map((color) =>
    lab(product(DEFICIENCIES[name], rgb(color)).map((c) => Math.min(1, Math.max(0, c))) as Triple),
  );
  for (let i = 0; i < seen.length; i++)
    for (let j = 0; j < i; j++) expect(difference(seen[i], seen[j])).toBeGreaterThan(j === i - 1 ? 8 : 12);
});

test("every colour of marks has a contrast of 3 on white and on the grounds of dark pages", () => {
  const luminance = (color: string): number => product([[0.2126, 0.7152, 0.0722]], rgb(color))[0];
  for (const color of [...PALETTE, ...SHADES, MASS, NEUTRAL])
    for (const ground of ["#ffffff", "#111111", "#1a1d21"]) {
      const [low, high] = [luminance(color), luminance(ground)].sort((a, b) => a - b);
      expect([color, ground, (high + 0.05) / (low + 0.05) >= 3]).toEqual([color, ground, true]);
    }
});

test("from five curves on lines are dashed too", () => {
  expect(dashesOf(["a", "b", "c", "d"])).toEqual({});
  const { range } = dashesOf(["a", "b", "c", "d", "e"]).strokeDash!["scale"] as { range: number[][] };
  expect(new Set(range.map(String)).size).toBe(5);
});
