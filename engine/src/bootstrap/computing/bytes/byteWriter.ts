import { sha256 } from "../../../platform/hash";

/** Typed arrays that are written as they lie in memory. */
export type Numbers = Float64Array | Int32Array | Uint32Array;

/** Numbers begin at multiples of this. */
const ALIGNMENT = 8;

/** Writes numbers and short texts one after the other, little-endian. An array that occurs again is written once. */
export class ByteWriter {
  private bytes = new Uint8Array(1024);
  private view = new DataView(this.bytes.buffer);
  private length = 0;
  private readonly known = new Map<string, number>();

  byte(value: number): void {
    const at = this.room(1);
    this.bytes[at] = value;
  }

  number(value: number): void {
    const at = this.room(8);
    this.view.setFloat64(at, value, true);
  }

  text(value: string): void {
    const encoded = new TextEncoder().encode(value);
    this.number(encoded.length);
    this.copy(encoded);
  }

  /** The number of the array among the different ones so far, and a new one itself. */
  numbers(values: Numbers): void {
    const own = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const digest = values.constructor.name + sha256().update(own).hex();
    const index = this.known.get(digest) ?? this.known.size;
    this.number(index);
    if (this.known.has(digest)) return;
    this.known.set(digest, index);
    this.number(values.length);
    this.room((ALIGNMENT - (this.length % ALIGNMENT)) % ALIGNMENT);
    this.copy(own);
  }

  /** What has been written: the memory of the writer itself. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private copy(bytes: Uint8Array): void {
    const at = this.room(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** Where the next `count` bytes stand; makes room for them, maybe elsewhere in memory. */
  private room(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.length, 2 * this.bytes.length));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return at;
  }
}
