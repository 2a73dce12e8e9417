import { createHash } from "node:crypto";
import { type BinaryName, binaryArguments, type UnaryName, unaryArguments } from "./argumentStreams";
import { binary, binaryNames, unary, unaryNames } from "./ownMath";

const COUNT = 100_000;
const FEWER = 30_000;

/** SHA-256 of the results, every NaN with the same bits. */
function hashOf(results: Float64Array): string {
  const canonical = results.map((value) => (Number.isNaN(value) ? NaN : value));
  const words = new Uint32Array(canonical.buffer);
  canonical.forEach((value, i) => {
    if (Number.isNaN(value)) words.set([0, 0x7ff80000], 2 * i);
  });
  return createHash("sha256").update(new Uint8Array(canonical.buffer)).digest("hex").slice(0, 32);
}

const UNARY: { readonly [name in UnaryName]: string } = {
  log: "b810543def6d052974d4f048fe3a8b17",
  exp: "c73f1b4e760914a22e31284ee6f77459",
  log1p: "767638f44f32e8492b3e10dd1571d1c8",
  expm1: "46c030a05424288d431d79038901cf0e",
  cbrt: "eb104da3cb2ff2d49358b39951174a07",
  log2: "99796f73d86cd237190958b391b1c946",
  log10: "74084dcedcaf1e5f06396c9e9af429fc",
  sin: "fa01becd01780cab1c64135ccdd2fd38",
  cos: "3b3423ed2147c4d70cd675fa4b226277",
  tan: "4b67c7d4b0ae335ec415e7d13b05d17d",
  atan: "34be7986480accf83bda4ab2272c5020",
};
const BINARY: { readonly [name in BinaryName]: string } = {
  atan2: "7d9aa71ebcab0eb833c64102fd8cff4e",
  pow: "21fcd3551f8cc281eb84df7476455398",
  hypot: "9f5e37a12fbe82ee135dcc9a2627d93d",
};

test.each(unaryNames)("%s has the same bits on every host", (name) => {
  expect(hashOf(unaryArguments(name, COUNT).map(unary[name]))).toBe(UNARY[name]);
});

test.each(binaryNames)("%s has the same bits on every host", (name) => {
  expect(hashOf(Float64Array.from(binaryArguments(COUNT), ([x, y]) => binary[name](x, y)))).toBe(BINARY[name]);
});

const major = Number(process.versions.node.split(".")[0]);

/** V8's functions from Node 20 to 26; `**` is not among them, as Node 20 and 24 differ in it. */
const onNode = major >= 20 && major <= 26 ? test : test.skip;

onNode.each(unaryNames)("%s is what Node computes, to the last bit", (name) => {
  const different = unaryArguments(name, FEWER, 2).filter((x) => !Object.is(unary[name](x), Math[name](x)));
  expect([...different]).toEqual([]);
});

onNode.each(["atan2", "hypot"] as const)("%s is what Node computes, to the last bit", (name) => {
  const different = binaryArguments(FEWER, 2).filter(([x, y]) => !Object.is(binary[name](x, y), Math[name](x, y)));
  expect(different).toEqual([]);
});

onNode.each(["sin", "cos", "tan"] as const)("%s is what Node computes next to multiples of π/2", (name) => {
  const different: number[] = [];
  for (let n = 1; n <= 3000; n++) {
    for (const factor of [1, 701, 65536, 2 ** 40]) {
      const multiple = (n * factor * Math.PI) / 2;
      const gap = multiple * 2 ** -52;
      for (const x of [
        multiple - 3 * gap,
        multiple - gap,
        multiple,
        multiple + gap,
        multiple + 1e-9,
        multiple * 1.0001,
      ])
        if (!Object.is(unary[name](x), Math[name](x))) different.push(x);
    }
  }
  expect(different).toEqual([]);
});
