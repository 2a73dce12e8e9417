/** A fit that takes seconds on any machine, in evaluations of which each takes a part of them. */
export const SLOW_FIT: { readonly begin: string; readonly fit: string } = {
  begin: `import { fit as fitSlowly, MersenneTwister as Twister } from "mixedmodels";
const rng = new Twister(1);
const normals = () => Array.from({ length: 30_000 }, () => rng.randn());
const [x1, x2, x3, y] = [normals(), normals(), normals(), normals()];
const g = y.map((_, i) => "g" + (i % 900));
const h = y.map(() => "h" + Math.floor(700 * rng.rand()));
const start = [30, 0, 0, 0, 30, 0, 0, 30, 0, 30, 30, 0, 0, 0, 30, 0, 0, 30, 0, 30];`,
  fit: `const slow = fitSlowly(
  "y ~ 1 + x1 + x2 + x3 + (1 + x1 + x2 + x3 | g) + (1 + x1 + x2 + x3 | h)", { y, x1, x2, x3, g, h }, { start });
slow.certificate.summary`,
};
