import { DamagedError, FlatBuffer } from "./flatbuffer";

/** An Arrow file begins and ends with these characters; a stream, which is read too, does not. */
export const MAGIC = "ARROW1";

/** Whether {@link MAGIC} stands at a place. */
export function isMagic(bytes: Uint8Array, at: number): boolean {
  return String.fromCharCode(...bytes.subarray(at, at + MAGIC.length)) === MAGIC;
}

/** Types of messages, and of fields whose description holds a text or a vector. */
const SCHEMA = 1;
const DICTIONARY = 2;
const RECORDS = 3;
const TIMESTAMP = 10;
const UNION = 14;
/** From this version on the places of buffers are told without a page. */
const WITHOUT_PAGES = 3;
const DEEPEST = 64;

/** Rows that a byte can hold at most. */
export const ROWS_PER_BYTE = 8;
/** Bytes before a compressed buffer that tell its plain length, or −1 where it is stored as it is. */
const LENGTH_BYTES = 8;

type Fields = (entry: number) => number;

/**
 * Checks that nothing in the metadata of an Arrow file or stream (https://arrow.apache.org/docs/format/Columnar.html)
 * leads out of it, round in circles, or to more than it has bytes: the reader takes every offset and length at its
 * word. Kept by hand because no reader of Arrow in JavaScript has these bounds.
 * @throws {@link DamagedError}
 */
export function checkArrow(bytes: Uint8Array): void {
  if (isMagic(bytes, 0)) return checkFile(bytes);
  // Places for a message, each behind the last.
  for (let at = 0; at < bytes.length; ) {
    const next = checkMessage(bytes, at);
    if (next === undefined) return;
    at = next;
  }
}

function checkFile(bytes: Uint8Array): void {
  const end = bytes.length - MAGIC.length - 4;
  const length = end < 0 ? -1 : new FlatBuffer(bytes).int32(end);
  if (length <= 0 || length > end) throw new DamagedError(`a footer of ${length} bytes`);
  const footer = new FlatBuffer(bytes.subarray(end - length, end));
  const fields = footer.table(0);
  if (fields(6) !== 0) checkSchema(footer, fields(6));
  checkTexts(footer, fields(12));
  let left = bytes.length;
  for (const block of [...footer.vector(fields(8), 24), ...footer.vector(fields(10), 24)]) {
    const at = footer.int64(block);
    if (!(at >= 0 && at < end - length)) throw new DamagedError(`a message at ${at}`);
    left -= (checkMessage(bytes, at) ?? Infinity) - at;
    if (left < 0) throw new DamagedError(`the same message again at ${at}`);
  }
}

/** Where the next message begins; undefined if there is none. */
function checkMessage(bytes: Uint8Array, at: number): number | undefined {
  const file = new FlatBuffer(bytes);
  const short = at + 4 > bytes.length;
  let length = short ? 0 : file.int32(at);
  let from = at + 4;
  if (length === -1) {
    length = from + 4 > bytes.length ? 0 : file.int32(from);
    from += 4;
  }
  if (length === 0) return undefined;
  if (length < 0 || from + length > bytes.length) throw new DamagedError(`a message of ${length} bytes`);
  const message = new FlatBuffer(bytes.subarray(from, from + length));
  const fields = message.table(0);
  const version = fields(4) === 0 ? 0 : message.int16(fields(4));
  const type = fields(6) === 0 ? 0 : message.byte(fields(6));
  const body = fields(10) === 0 ? 0 : message.int64(fields(10));
  if (!(body >= 0 && from + length + body <= bytes.length)) throw new DamagedError(`a body of ${body} bytes`);
  const header = fields(8);
  if (header !== 0) {
    if (type === SCHEMA) checkSchema(message, header);
    else if (type === RECORDS) checkBatch(message, message.table(header), version, file, from + length, body);
    else if (type === DICTIONARY) checkDictionary(message, message.table(header), version, file, from + length, body);
    else throw new DamagedError(`a message of type ${type}`);
  }
  return from + length + body;
}

function checkDictionary(
  message: FlatBuffer,
  fields: Fields,
  version: number,
  file: FlatBuffer,
  start: number,
  body: number,
): void {
  if (fields(6) === 0) throw new DamagedError("a dictionary without values");
  checkBatch(message, message.table(fields(6)), version, file, start, body);
}

/** @param start where the `body` bytes of the batch begin in the file */
function checkBatch(
  message: FlatBuffer,
  fields: Fields,
  version: number,
  file: FlatBuffer,
  start: number,
  body: number,
): void {
  const page = version < WITHOUT_PAGES ? 8 : 0;
  let plain = 0;
  for (const region of message.vector(fields(8), 16 + page)) {
    const [offset, length] = [message.int64(region + page), message.int64(region + page + 8)];
    if (!(offset >= 0 && length >= 0 && offset + length <= body))
      throw new DamagedError(`${length} bytes at ${offset} of a body of ${body}`);
    if (fields(10) !== 0 && length >= LENGTH_BYTES) plain += Math.max(length, file.int64(start + offset));
  }
  const mostRows = ROWS_PER_BYTE * Math.max(file.bytes.length, plain);
  for (const node of message.vector(fields(6), 16)) {
    const rows = message.int64(node);
    if (!(rows >= 0 && rows <= mostRows))
      throw new DamagedError(`a column of ${rows} rows in ${file.bytes.length} bytes`);
  }
  if (fields(10) !== 0) message.table(fields(10));
  for (const count of message.vector(fields(12), 8)) {
    if (!(message.int64(count) >= 0 && message.int64(count) <= message.bytes.length))
      throw new DamagedError(`${message.int64(count)} buffers of a column`);
  }
}

function checkSchema(buffer: FlatBuffer, at: number): void {
  const fields = buffer.table(at);
  for (const field of buffer.vector(fields(6), 4)) checkField(buffer, field, 0);
  checkTexts(buffer, fields(8));
}

function checkField(buffer: FlatBuffer, at: number, depth: number): void {
  if (depth > DEEPEST) throw new DamagedError(`columns within columns, more than ${DEEPEST} deep`);
  const fields = buffer.table(at);
  buffer.text(fields(4));
  const type = fields(8) === 0 ? 0 : buffer.byte(fields(8));
  if (fields(10) !== 0) {
    const details = buffer.table(fields(10));
    if (type === TIMESTAMP) buffer.text(details(6));
    if (type === UNION) buffer.vector(details(6), 4);
  }
  if (fields(12) !== 0) {
    const dictionary = buffer.table(fields(12));
    if (dictionary(6) !== 0) buffer.table(dictionary(6));
  }
  for (const child of buffer.vector(fields(14), 4)) checkField(buffer, child, depth + 1);
  checkTexts(buffer, fields(16));
}

/** Names with texts. */
function checkTexts(buffer: FlatBuffer, at: number): void {
  for (const entry of buffer.vector(at, 4)) {
    const fields = buffer.table(entry);
    buffer.text(fields(4));
    buffer.text(fields(6));
  }
}
