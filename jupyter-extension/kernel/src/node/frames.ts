import { createHmac, timingSafeEqual } from "node:crypto";
import type { Message } from "../shared/wire";

const DELIMITER = Buffer.from("<IDS|MSG>");

function sign(key: string, parts: readonly Buffer[]): string {
  if (key === "") return "";
  const hash = createHmac("sha256", key);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** Decodes the frames of one message and checks its HMAC-SHA256 signature; throws on a malformed or forged one. */
export function decode(frames: readonly Uint8Array[], key: string): Message {
  const buffers = frames.map((frame) => Buffer.from(frame));
  const at = buffers.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0 || buffers.length < at + 6)
    throw new Error("a Jupyter message needs a delimiter, a signature and four parts");
  const parts = buffers.slice(at + 2);
  const signature = buffers[at + 1]!;
  const expected = Buffer.from(sign(key, parts));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new Error("the signature of a Jupyter message does not match the connection's key");
  }
  const [header, parent, metadata, content] = parts.slice(0, 4).map((part) => JSON.parse(part.toString("utf8")));
  return { identities: buffers.slice(0, at), header, parent, metadata, content };
}

/** The frames of a message, signed with the connection's key. */
export function encode(message: Message, key: string): Buffer[] {
  const parts = [message.header, message.parent, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [...message.identities.map((id) => Buffer.from(id)), DELIMITER, Buffer.from(sign(key, parts)), ...parts];
}
