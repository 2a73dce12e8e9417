import type { Floats, Heap, Integers } from "../wasm/heap";
import { DRAW_KINDS, type DrawStep } from "./drawStep";
import type { StreamState } from "./streamState";
import { drawsSingly } from "./xoshiro";
import { zigguratTables } from "./zigguratTables";

const RING_WORDS = 2 * 192;
const CACHED = 1002;
const LANE_WORDS = 32;
/** Fields of NormalStream in engine/kernels/drawing/normalStream.ts, in their order there. */
const enum Field {
  kind,
  complement,
  words,
  position,
  cache,
  used,
  scratch,
  lanes,
  layers,
  density,
  limits,
  single,
}

/** A random stream in the memory of the kernels: the draws of random/stream.ts, bit for bit. */
export class KernelStream {
  readonly #fields: Integers;
  readonly #words: Floats;
  readonly #cache: Floats;
  readonly #steps: Integers;
  #opened: StreamState | undefined;

  /** @param draws what one replicate takes from the stream; no longer array of normals will be filled */
  constructor(
    private readonly heap: Heap,
    private readonly draws: readonly DrawStep[],
  ) {
    const { layers, density, limits } = kernelTables();
    const longest = draws.reduce((most, { kind, count }) => (kind === "array" ? Math.max(most, count) : most), 0);
    this.#steps = heap.int32(Int32Array.from(draws.flatMap(({ kind, count }) => [DRAW_KINDS.indexOf(kind), count])));
    this.#words = heap.float64(RING_WORDS);
    this.#cache = heap.float64(CACHED);
    const fields = new Int32Array(12);
    fields[Field.words] = this.#words.address;
    fields[Field.cache] = this.#cache.address;
    fields[Field.scratch] = heap.float64(longest).address;
    fields[Field.lanes] = heap.float64(LANE_WORDS).address;
    fields[Field.layers] = heap.float64(layers).address;
    fields[Field.density] = heap.float64(density).address;
    fields[Field.limits] = heap.int32(limits).address;
    this.#fields = heap.int32(fields);
  }

  /** What the kernels call the stream. */
  get address(): number {
    return this.#fields.address;
  }

  /** Takes over a stream where it stands. */
  open(state: StreamState): void {
    const fields = this.#fields.array;
    fields[Field.complement] = state.kind === "StableRNG" || state.julia === "1.10" ? 0 : 1;
    fields[Field.single] = state.kind === "Xoshiro" && drawsSingly(state.julia, state.global) ? 1 : 0;
    if (state.kind === "MersenneTwister") {
      fields[Field.kind] = 0;
      words32(this.#words).set(state.generator.words);
      words32(this.#cache).set(state.cache);
      fields[Field.position] = state.generator.position;
      fields[Field.used] = state.used;
    } else {
      fields[Field.used] = CACHED;
      fields[Field.kind] = state.kind === "StableRNG" ? 2 : 1;
      if (state.kind === "StableRNG") halves(this.#words).set([state.state, state.state >> 64n]);
      else words32(this.#words).set(state.words);
    }
    this.#opened = state;
  }

  /** Passes over the draws of so many replicates: the stream is left where drawing them would leave it. */
  skip(count: number): void {
    this.heap.kernels.skipDraws(this.address, this.#steps.address, this.draws.length, count);
  }

  /** The stream as the kernels have left it. */
  state(): StreamState {
    const state = this.#opened;
    if (state === undefined) throw new Error("a stream must be opened before its state is asked for");
    this.heap.kernels.settleStream(this.address);
    if (state.kind === "Xoshiro") return { ...state, words: Int32Array.from(words32(this.#words).subarray(0, 8)) };
    if (state.kind === "StableRNG") {
      const [low, high] = halves(this.#words);
      return { ...state, state: (high << 64n) | low };
    }
    const fields = this.#fields.array;
    const generator = { words: words32(this.#words).slice(), position: fields[Field.position] };
    return { ...state, generator, cache: words32(this.#cache).slice(), used: fields[Field.used] };
  }
}

function halves({ array }: Floats): BigUint64Array {
  return new BigUint64Array(array.buffer, array.byteOffset, 2);
}

function words32({ array }: Floats): Uint32Array {
  return new Uint32Array(array.buffer, array.byteOffset, 2 * array.length);
}

/**
 * Per layer and sign the signed width and the threshold, the densities, and the upper 16 bits of the thresholds, as
 * engine/kernels/drawing/ziggurat.ts reads them.
 */
function kernelTables(): { layers: Float64Array; density: Float64Array; limits: Int32Array } {
  const { threshold, width, density } = zigguratTables();
  const layers = new Float64Array(4 * 256);
  for (let layer = 0; layer < 256; layer++)
    layers.set([width[layer], threshold[layer], -width[layer], threshold[layer]], 4 * layer);
  const limits = Uint16Array.from(threshold, (value) => Math.min(0xffff, Math.floor(value / 2 ** 35)));
  return { layers, density, limits: new Int32Array(limits.buffer) };
}
