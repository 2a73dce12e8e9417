/** What is wrong with bytes that are no Arrow file. */
export class DamagedError extends Error {}

const INT = 4;

/**
 * A look at FlatBuffers (https://flatbuffers.dev/internals) that goes to no place outside of them. Every table and
 * every element of a vector takes bytes of its own in what a writer makes, so that there are fewer of them than bytes:
 * damage or malice that leads back to the same ones again and again comes to an end.
 */
export class FlatBuffer {
  private readonly view: DataView;
  private left: number;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.left = bytes.length;
  }

  int32(at: number): number {
    return this.view.getInt32(this.inside(at, INT), true);
  }

  int64(at: number): number {
    return Number(this.view.getBigInt64(this.inside(at, 8), true));
  }

  byte(at: number): number {
    return this.view.getUint8(this.inside(at, 1));
  }

  int16(at: number): number {
    return this.view.getInt16(this.inside(at, 2), true);
  }

  /**
   * The table that the offset at a place leads to: where its fields stand, by the offsets of their entries (4, 6, …); 0
   * if it has none.
   */
  table(at: number): (entry: number) => number {
    this.spend(1);
    const table = at + this.int32(at);
    const entries = table - this.int32(table);
    const size = this.int16(entries);
    this.inside(entries, size);
    return (entry) => {
      const offset = entry + 2 <= size ? this.int16(entries + entry) : 0;
      return offset === 0 ? 0 : this.inside(table + offset, 1);
    };
  }

  /**
   * The places of the elements of the vector that the offset at a place leads to; none for the place 0. @param stride
   * bytes of an element
   */
  vector(at: number, stride: number): number[] {
    if (at === 0) return [];
    const vector = at + this.int32(at);
    const length = this.int32(vector);
    this.inside(vector + INT, length * stride);
    this.spend(length);
    return Array.from({ length }, (_, i) => vector + INT + i * stride);
  }

  /** Looks whether a text is inside. */
  text(at: number): void {
    if (at === 0) return;
    const length = this.int32(at + this.int32(at));
    this.inside(at + this.int32(at) + INT, length);
    this.spend(length);
  }

  private inside(at: number, length: number): number {
    if (!(at >= 0 && length >= 0 && at + length <= this.bytes.length))
      throw new DamagedError(`${length} bytes at ${at} of ${this.bytes.length}`);
    return at;
  }

  private spend(count: number): void {
    this.left -= count;
    if (this.left < 0) throw new DamagedError("more tables and elements than bytes");
  }
}
