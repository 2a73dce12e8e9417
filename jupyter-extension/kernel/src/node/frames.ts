import { createHmac, timingSafeEqual } from "node:crypto";
import type { Content, Header, Message } from "../shared/wire";

const DELIMITER = Buffer.from("<IDS|MSG>");
/** Six parts, identities of routers before and buffers of comms behind. */
const MOST_FRAMES = 10_000;
/** The most bytes of one frame: ZeroMQ closes the connection of who sends more. */
export const MOST_FRAME_BYTES = 256 * 2 ** 20;

function sign(key: string, parts: readonly Buffer[]): string {
  if (key === "") return "";
  const hash = createHmac("sha256", key);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/**
 * Decodes the frames of one message and checks its HMAC-SHA256 signature.
 * @throws on a malformed or forged one; contents that are no objects are taken for empty ones
 */
export function decode(frames: readonly Uint8Array[], key: string): Message {
  if (frames.length > MOST_FRAMES)
    throw new Error(`a Jupyter message has at most ${MOST_FRAMES} frames; got ${frames.length}`);
  const buffers = frames.map((frame) => Buffer.from(frame));
  const at = buffers.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0 || buffers.length < at + 6)
    throw new Error("a Jupyter message needs a delimiter, a signature and four parts");
  // The protocol signs these four, not the buffers of comms behind them.
  const parts = buffers.slice(at + 2, at + 6);
  const signature = buffers[at + 1]!;
  const expected = Buffer.from(sign(key, parts));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new Error("the signature of a Jupyter message does not match the connection's key");
  }
  const [header, parent, metadata, content] = parts.map((part) => objectOf(part));
  if (typeof header!["msg_type"] !== "string" || typeof header!["msg_id"] !== "string")
    throw new Error("the header of a Jupyter message needs a msg_type and a msg_id");
  return {
    identities: buffers.slice(0, at),
    header: header as unknown as Header,
    parent: parent as Message["parent"],
    metadata: metadata!,
    content: content!,
  };
}

/** The signature that frames hold, empty where nothing is signed. */
export function signatureOf(frames: readonly Uint8Array[]): string {
  const at = frames.findIndex((frame) => DELIMITER.equals(frame));
  return Buffer.from(frames[at + 1] ?? []).toString("latin1");
}

function objectOf(part: Buffer): Content {
  const value: unknown = JSON.parse(part.toString("utf8"));
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Content) : {};
}

/** The frames of a message, signed with the connection's key. */
export function encode(message: Message, key: string): Buffer[] {
  const parts = [message.header, message.parent, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [...message.identities.map((id) => Buffer.from(id)), DELIMITER, Buffer.from(sign(key, parts)), ...parts];
}
