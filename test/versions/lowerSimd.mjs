// Rewrites a WebAssembly module without SIMD: a v128 becomes a reference to a pair of lanes that JavaScript keeps, and
// an
// instruction on v128 a call of a function "simd" of `lanes.cjs`, which does it lane by lane with JavaScript's numbers.
import binaryen from "assemblyscript/binaryen";

/** Instruction, offset and alignment in memory, lane numbers (or, of a constant, its four words). */
const INSTRUCTION =
  /\((v128|i8x16|i64x2|f64x2)\.(\w+)(?: i32x4)?((?: (?:offset|align)=\d+)*)((?: (?:0x[0-9a-f]+|\d+))*)/g;
const ADDRESSED = /load|store/;

/** Types of what follows the immediates, and of the result. */
function signature(name) {
  const lane = name.startsWith("f64x2") ? "f64" : "i64";
  if (name === "v128.const") return ["", "externref"];
  if (/load/.test(name)) return ["i32", "externref"];
  if (/store/.test(name)) return ["i32 externref", ""];
  if (/splat$/.test(name)) return [lane, "externref"];
  if (/extract_lane/.test(name)) return ["externref", lane];
  if (/replace_lane/.test(name)) return [`externref ${lane}`, "externref"];
  if (/\.shl$|\.shr_/.test(name)) return ["externref i32", "externref"];
  if (/bitmask$/.test(name)) return ["externref", "i32"];
  if (/\.(neg|abs)$/.test(name)) return ["externref", "externref"];
  if (name === "v128.bitselect") return ["externref externref externref", "externref"];
  return ["externref externref", "externref"];
}

/** The module's bytes without SIMD, and the instructions that have been replaced with their numbers. */
export function lowerSimd(bytes) {
  const module = binaryen.readBinary(bytes);
  module.setFeatures(binaryen.Features.All);
  const replaced = new Map();
  const imports = new Map();
  const text = module.emitText().replace(INSTRUCTION, (_, type, operation, memory, lanes) => {
    const name = `${type}.${operation}`;
    replaced.set(name, (replaced.get(name) ?? 0) + 1);
    const immediates = [
      ...(ADDRESSED.test(name) ? [/offset=(\d+)/.exec(memory)?.[1] ?? "0"] : []),
      ...lanes.trim().split(" ").filter(Boolean),
    ];
    const [operands, result] = signature(name);
    const types = [...immediates.map(() => "i32"), operands].join(" ").trim();
    imports.set(
      name,
      `(import "simd" "${name}" (func $simd.${name} (param ${types})${result && ` (result ${result})`}))`,
    );
    return `(call $simd.${name}${immediates.map((value) => ` (i32.const ${value})`).join("")}`;
  });
  const lowered = text
    .replace("(module\n", `(module\n ${[...imports.values()].join("\n ")}\n`)
    .replace(/\bv128\b(?!\.)/g, "externref");
  const scalar = binaryen.parseText(lowered);
  scalar.setFeatures(binaryen.Features.All & ~binaryen.Features.SIMD128 & ~binaryen.Features.RelaxedSIMD);
  if (!scalar.validate()) throw new Error("the module without SIMD is not valid");
  return { bytes: Buffer.from(scalar.emitBinary()), replaced };
}
