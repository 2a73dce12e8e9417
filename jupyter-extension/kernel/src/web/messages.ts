import type { Message } from "../shared/wire";
import type { PageMessage } from "./protocol";

/** A page's message as the kernel has it. */
export function kernelMessage({ header, parent_header: parent, metadata, content }: PageMessage): Message {
  return { identities: [], header, parent, metadata, content };
}

/** The kernel's message as pages have it. */
export function pageMessage({ header, parent: parent_header, metadata, content }: Message): PageMessage {
  return { header, parent_header, metadata, content };
}
