import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** Header of a Jupyter message (protocol 5.3). */
export interface Header {
  msg_id: string;
  session: string;
  username: string;
  date: string;
  msg_type: string;
  version: string;
}

/** A decoded Jupyter message; `identities` are the ZeroMQ routing prefix. */
export interface Message {
  identities: Uint8Array[];
  header: Header;
  parent: Header | Record<string, never>;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
}

const DELIMITER = Buffer.from("<IDS|MSG>");
const PROTOCOL_VERSION = "5.3";

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

/** A message that answers or follows `parent`; without a parent (kernel start) it stands alone. */
export function following(parent: Message | undefined, type: string, content: Record<string, unknown>): Message {
  return {
    identities: parent?.identities ?? [],
    header: {
      msg_id: randomUUID(),
      session: parent?.header.session ?? randomUUID(),
      username: parent?.header.username ?? "kernel",
      date: new Date().toISOString(),
      msg_type: type,
      version: PROTOCOL_VERSION,
    },
    parent: parent?.header ?? {},
    metadata: {},
    content,
  };
}
