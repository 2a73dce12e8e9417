import { malformed } from "./malformed";

/** Bits that are read from the last one on (RFC 8878, 4.1.1): the highest bit that is set marks where they end. */
export class BackwardBits {
  /** How many bits are left; below 0 when more were read than there are. */
  left: number;
  private readonly bytes: Uint8Array;
  private readonly from: number;

  /** @param to the end of the bits, behind the byte with the mark */
  constructor(bytes: Uint8Array, from: number, to: number) {
    const last = to > from ? bytes[to - 1] : 0;
    if (last === 0) throw malformed("bits have no end");
    this.bytes = bytes;
    this.from = from;
    this.left = 8 * (to - from) - 1 - Math.clz32(last) + 24;
  }

  /** The next bits, at most 24; what lies before the first one is 0. */
  peek(count: number): number {
    const start = this.left - count;
    if (start < 0) return start <= -count ? 0 : this.bitsAt(0, this.left) << -start;
    return this.bitsAt(start, count);
  }

  read(count: number): number {
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  private bitsAt(start: number, count: number): number {
    const { bytes } = this;
    const at = this.from + (start >> 3);
    const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    return (word >>> (start & 7)) & ((1 << count) - 1);
  }
}
