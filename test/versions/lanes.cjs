// Loaded before the engine (--require), on every thread: its WebAssembly modules are taken from the files
// that the variable MIXEDMODELS_SCALAR names by their lengths, and the lanes of their vectors computed here, one by
// one.
const { readFileSync } = require("node:fs");

const scalar = JSON.parse(process.env.MIXEDMODELS_SCALAR);
const { Module, Instance } = WebAssembly;

const pair = () => {
  const u = new BigUint64Array(2);
  return { u, f: new Float64Array(u.buffer) };
};
const ZERO = pair();
const ALL = 0xffffffffffffffffn;

/** A vector of what `lane` gives for lanes 0 and 1; a local that has no value yet is zero. */
const floats = (lane) => (a, b) => {
  const out = pair();
  for (const i of [0, 1]) out.f[i] = lane((a ?? ZERO).f[i], (b ?? ZERO).f[i]);
  return out;
};
const bits = (lane) => (a, b) => {
  const out = pair();
  for (const i of [0, 1])
    out.u[i] = BigInt.asUintN(64, lane((a ?? ZERO).u[i], typeof b === "number" ? BigInt(b & 63) : (b ?? ZERO).u[i]));
  return out;
};

function operations(memory) {
  let view = new DataView(memory.buffer);
  // A memory that grows gets another buffer.
  const at = (offset, address) => {
    if (view.buffer !== memory.buffer) view = new DataView(memory.buffer);
    return (address >>> 0) + offset;
  };
  const load = (first, second) => {
    const out = pair();
    out.u[0] = view.getBigUint64(first, true);
    out.u[1] = view.getBigUint64(second, true);
    return out;
  };
  return {
    "v128.load": (offset, address) => {
      const place = at(offset, address);
      return load(place, place + 8);
    },
    "v128.load64_splat": (offset, address) => {
      const place = at(offset, address);
      return load(place, place);
    },
    "v128.store": (offset, address, a) => {
      const place = at(offset, address);
      view.setBigUint64(place, (a ?? ZERO).u[0], true);
      view.setBigUint64(place + 8, (a ?? ZERO).u[1], true);
    },
    "v128.const": (...words) => {
      const out = pair();
      new Int32Array(out.u.buffer).set(words);
      return out;
    },
    "v128.and": bits((a, b) => a & b),
    "v128.or": bits((a, b) => a | b),
    "v128.xor": bits((a, b) => a ^ b),
    "i64x2.shl": bits((a, b) => a << b),
    "i64x2.shr_u": bits((a, b) => a >> b),
    "i64x2.add": bits((a, b) => a + b),
    "i64x2.sub": bits((a, b) => a - b),
    "i64x2.splat": (x) => {
      const out = pair();
      out.u.fill(BigInt.asUintN(64, x));
      return out;
    },
    "i64x2.bitmask": (a) => Number((a ?? ZERO).u[0] >> 63n) | (Number((a ?? ZERO).u[1] >> 63n) << 1),
    "i8x16.shuffle": (...lanes) => {
      const [b, a] = [lanes.pop() ?? ZERO, lanes.pop() ?? ZERO];
      const bytes = [...new Uint8Array(a.u.buffer), ...new Uint8Array(b.u.buffer)];
      const out = pair();
      new Uint8Array(out.u.buffer).set(lanes.map((lane) => bytes[lane]));
      return out;
    },
    "f64x2.splat": (x) => {
      const out = pair();
      out.f.fill(x);
      return out;
    },
    "f64x2.extract_lane": (lane, a) => (a ?? ZERO).f[lane],
    "f64x2.replace_lane": (lane, a, x) => {
      const out = pair();
      out.u.set((a ?? ZERO).u);
      out.f[lane] = x;
      return out;
    },
    "f64x2.add": floats((a, b) => a + b),
    "f64x2.sub": floats((a, b) => a - b),
    "f64x2.mul": floats((a, b) => a * b),
    "f64x2.div": floats((a, b) => a / b),
    "f64x2.min": floats(Math.min),
    "f64x2.max": floats(Math.max),
    "f64x2.abs": floats(Math.abs),
    "f64x2.neg": floats((a) => -a),
    "f64x2.lt": (a, b) => {
      const out = pair();
      for (const i of [0, 1]) out.u[i] = (a ?? ZERO).f[i] < (b ?? ZERO).f[i] ? ALL : 0n;
      return out;
    },
    "f64x2.gt": (a, b) => {
      const out = pair();
      for (const i of [0, 1]) out.u[i] = (a ?? ZERO).f[i] > (b ?? ZERO).f[i] ? ALL : 0n;
      return out;
    },
    "v128.bitselect": (a, b, mask) => {
      const out = pair();
      for (const i of [0, 1]) {
        const chosen = (mask ?? ZERO).u[i];
        out.u[i] = ((a ?? ZERO).u[i] & chosen) | ((b ?? ZERO).u[i] & (ALL ^ chosen));
      }
      return out;
    },
  };
}

WebAssembly.Module = function (bytes) {
  return new Module(readFileSync(scalar[bytes.length]));
};
WebAssembly.Instance = function (module, imports) {
  return new Instance(module, { ...imports, simd: operations(imports.env.memory) });
};
