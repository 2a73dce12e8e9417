import type { Numbers } from "./byteWriter";

/** Bytes that do not say what they should: what is wrong with them. */
export class MalformedBytes extends Error {
  override readonly name = "MalformedBytes";
}

/** @throws MalformedBytes unless it holds */
export function mustHold(holds: boolean, what: string): void {
  if (!holds) throw new MalformedBytes(what);
}

const ALIGNMENT = 8;

/** Reads what a ByteWriter has written; nothing is made that is larger than the bytes that are there. */
export class ByteReader {
  private readonly view: DataView;
  private at = 0;
  private readonly known: Numbers[] = [];

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  byte(): number {
    return this.bytes[this.take(1)];
  }

  number(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  /** A whole number from 0 on. */
  size(): number {
    const value = this.number();
    mustHold(Number.isSafeInteger(value) && value >= 0, `a size is a whole number; it is ${value}`);
    return value;
  }

  text(longest: number): string {
    const length = this.size();
    mustHold(length <= longest, `a text of ${length} bytes is longer than ${longest}`);
    const at = this.take(length);
    return new TextDecoder().decode(this.bytes.subarray(at, at + length));
  }

  numbers<T extends Numbers>(kind: { new (buffer: ArrayBuffer): T; readonly BYTES_PER_ELEMENT: number }): T {
    const index = this.size();
    mustHold(index <= this.known.length, `array ${index} comes before array ${this.known.length}`);
    if (index === this.known.length) {
      const length = this.size();
      this.take((ALIGNMENT - (this.at % ALIGNMENT)) % ALIGNMENT);
      const count = length * kind.BYTES_PER_ELEMENT;
      const at = this.take(count);
      this.known.push(new kind(this.bytes.slice(at, at + count).buffer as ArrayBuffer));
    }
    const values = this.known[index];
    mustHold(values instanceof kind, `array ${index} holds numbers of another kind`);
    return values as T;
  }

  /** Where the next `count` bytes stand. */
  private take(count: number): number {
    const at = this.at;
    mustHold(count <= this.bytes.length - at, "they end too early");
    this.at += count;
    return at;
  }
}
