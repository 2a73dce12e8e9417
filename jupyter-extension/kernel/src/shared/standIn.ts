import type { Content, Message } from "./wire";

const DISPLAYS = new Set(["display_data", "update_display_data", "execute_result"]);

/**
 * What is sent in place of a message that cannot be, because it is longer than any text may be: the same to the front
 * end's bookkeeping, with a sentence as its content.
 */
export function standIn(message: Message, reason: string): Message {
  const sentence = `what the kernel has to send here cannot be sent (${reason}): make it smaller or write it to a file`;
  return { ...message, metadata: {}, content: contentOf(message, sentence) };
}

function contentOf({ header, content }: Message, sentence: string): Content {
  const { msg_type: type } = header;
  if (DISPLAYS.has(type)) return { ...content, data: { "text/plain": sentence }, metadata: {} };
  if (type === "stream") return { name: content["name"], text: `${sentence}\n` };
  const { execution_count: count, comm_id: id, data } = content;
  if (id !== undefined) {
    const { request } = (data ?? {}) as { request?: unknown };
    return { comm_id: id, data: { request, error: sentence } };
  }
  const failure = { ename: "RangeError", evalue: sentence, traceback: [`RangeError: ${sentence}`] };
  return type === "error"
    ? failure
    : { status: "error", ...failure, ...(count === undefined ? {} : { execution_count: count }) };
}
