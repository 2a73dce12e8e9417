import { DataFrame, Series } from "danfojs-node";
import { nodePlatform } from "kernel/node/platform";
import * as rich from "kernel/shared/rich";
import { Matrix } from "ml-matrix";

const display = Symbol.for("Jupyter.display");
const richBundle = (value: unknown): ReturnType<typeof rich.richBundle> =>
  rich.richBundle(value, nodePlatform(__dirname));

test("undefined shows nothing, null and text as Node prints them", async () => {
  expect(await richBundle(undefined)).toBeUndefined();
  expect(await richBundle(null)).toEqual({ "text/plain": "null" });
  expect(await richBundle("σ")).toEqual({ "text/plain": "'σ'" });
});

test.each([
  ["at once", { [display]: () => ({ "text/html": "<b>1</b>", "text/plain": "1" }) }],
  ["later", { [display]: async () => ({ "text/html": "<b>1</b>", "text/plain": "1" }) }],
])("a bundle given %s", async (_, value) => {
  expect(await richBundle(value)).toEqual({ "text/html": "<b>1</b>", "text/plain": "1" });
});

test("a promise says how to wait for what it promises", async () => {
  const bundle = await richBundle(new Promise(() => undefined));
  expect(bundle).toEqual({
    "text/plain": expect.stringMatching(
      /^Promise \{[^]*<pending>[^]*\} – write await before the call to wait for its result$/,
    ),
  });
});

test("text/plain is added and bytes are base64", async () => {
  const bundle = await richBundle({ [display]: () => ({ "image/png": new Uint8Array([1, 2, 3]) }) });
  expect(bundle).toEqual({ "image/png": "AQID", "text/plain": expect.stringContaining("Jupyter.display") });
});

test("a danfojs frame is a table, with names and values as text", async () => {
  const bundle = await richBundle(new DataFrame({ subj: ["<S1>", "S2"], rt: [0.1 + 0.2, 12] }));
  expect(bundle!["text/html"]).toContain('<th scope="col">subj</th><th scope="col">rt</th>');
  expect(bundle!["text/html"]).toContain("<td>&lt;S1&gt;</td><td>0.3</td>");
  expect(bundle!["text/plain"]).toBe("   subj   rt\n0  <S1>  0.3\n1    S2   12\n2 rows × 2 columns");
});

test("a long frame shows its first rows, a series one column", async () => {
  const many = await richBundle(new DataFrame({ i: Array.from({ length: 100 }, (_, i) => i) }));
  expect(many!["text/plain"]).toContain("100 rows × 1 columns, the first 20 shown");
  expect(String(many!["text/html"]).match(/<tr>/g)).toHaveLength(21);
  const series = await richBundle(new Series([1, 2, 3]));
  expect(series!["text/plain"]).toContain("3 rows × 1 columns");
});

test("a matrix is a table of its first rows and columns", async () => {
  const small = await richBundle(
    new Matrix([
      [1, 1 / 3],
      [-2, NaN],
    ]),
  );
  expect(small!["text/plain"]).toBe("    1          2\n1   1  0.3333333\n2  -2        NaN\n2 × 2");
  expect(small!["text/html"]).toContain('<th scope="row">2</th><td>-2</td><td>NaN</td>');
  const large = await richBundle(Matrix.zeros(30, 50));
  expect(large!["text/plain"]).toContain("30 × 50, the first 20 × 20 shown");
  expect(String(large!["text/html"]).match(/<td>/g)).toHaveLength(400);
  expect(await richBundle({ klass: "Matrix" })).toEqual({ "text/plain": "{ klass: 'Matrix' }" });
});
