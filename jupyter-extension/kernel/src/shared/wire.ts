/*
 * The framing of messages is kept by hand: the packages that have it bring ZeroMQ 5 (jmp) or RxJS (@nteract/messaging)
 * for what takes less than a hundred lines here.
 */

/** Header of a Jupyter message (protocol 5.4). */
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

/** The channels on which a front end asks. */
export type RequestChannel = "shell" | "control";

/** Content of a message. */
export type Content = Record<string, unknown>;

/** The type of the reply to a request. */
export function replyType(requestType: string): string {
  return requestType.replace(/_request$/, "_reply");
}

/** What a front end asks. */
export interface Request {
  readonly channel: RequestChannel;
  readonly message: Message;
}

/** What the kernel sends. */
export interface Outgoing {
  channel: RequestChannel | "iopub" | "stdin";
  message: Message;
}

/**
 * Main thread → channel thread: a computation that views may stop holds the main thread from now on, so the channel
 * thread answers its views; serial is 0 when it has ended.
 */
export interface Watch {
  channel: "watch";
  id: string;
  serial: number;
}

export const PROTOCOL_VERSION = "5.4";

/** A message that answers or follows `parent`; without a parent (kernel start) it stands alone. */
export function following(parent: Message | undefined, type: string, content: Record<string, unknown>): Message {
  return {
    identities: parent?.identities ?? [],
    header: {
      msg_id: crypto.randomUUID(),
      session: parent?.header.session ?? crypto.randomUUID(),
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
