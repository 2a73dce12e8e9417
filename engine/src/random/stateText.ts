import type { StreamState } from "./streamState";

/** The state of a stream as JSON: words as lists, bigints as text. */
export function stateText(state: StreamState): string {
  return JSON.stringify(state, (_, value: unknown) => {
    if (typeof value === "bigint") return { bigint: String(value) };
    // By its tag: what a thread has sent may be of another realm, of which instanceof knows nothing.
    const tag = Object.prototype.toString.call(value);
    if (tag === "[object Uint32Array]") return { uint32: [...(value as Uint32Array)] };
    return tag === "[object Int32Array]" ? { int32: [...(value as Int32Array)] } : value;
  });
}

/** The state that {@link stateText} has written. */
export function stateFromText(text: string): StreamState {
  return JSON.parse(text, (_, value: { bigint?: string; uint32?: number[]; int32?: number[] } | null) => {
    if (value?.bigint !== undefined) return BigInt(value.bigint);
    if (value?.uint32 !== undefined) return Uint32Array.from(value.uint32);
    return value?.int32 !== undefined ? Int32Array.from(value.int32) : value;
  }) as StreamState;
}
