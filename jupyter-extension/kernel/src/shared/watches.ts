import type { RunState } from "./runState";
import { following, type Message, type Watch } from "./wire";

const VIEW = "application/vnd.mixedmodels.v1+json";
const TARGET = "mixedmodels";

interface Watched {
  readonly serial: number;
  /** What was shown last. */
  view?: unknown;
}

type Content = { readonly [key: string]: unknown };

/**
 * On the channel thread: answers the views of a computation that holds the main thread, and sets its stop in shared
 * memory. The main thread gets the same messages when it is free again, and says then that the computation is gone.
 */
export class Watches {
  private readonly watched = new Map<string, Watched>();
  /** What the comms belong to. */
  private readonly comms = new Map<string, Watched>();

  constructor(
    private readonly state: RunState,
    private readonly publish: (message: Message) => void,
  ) {}

  watch({ id, serial }: Watch): void {
    if (serial !== 0) return void this.watched.set(id, { serial });
    const own = this.watched.get(id);
    this.watched.delete(id);
    for (const [comm, of] of this.comms) if (of === own) this.comms.delete(comm);
  }

  /** A message that the main thread publishes. */
  published({ content }: Message): void {
    if (this.watched.size === 0) return;
    const view = (content["data"] as Content | undefined)?.[VIEW] as Content | undefined;
    const own = this.watched.get(String(view?.["control"]));
    if (own !== undefined) own.view = view;
  }

  /** A message from a front end, which the main thread gets too. */
  received(message: Message): void {
    if (this.watched.size === 0) return;
    const { header, content } = message;
    const comm = String(content["comm_id"]);
    const data = (content["data"] ?? {}) as Content;
    if (header.msg_type === "comm_open" && content["target_name"] === TARGET) {
      const own = this.watched.get(String(data["id"]));
      if (own === undefined) return;
      this.comms.set(comm, own);
      this.answer(message, comm, { ready: true });
    } else if (header.msg_type === "comm_msg") {
      const own = this.comms.get(comm);
      if (own !== undefined) this.asked(own, message, comm, data);
    } else if (header.msg_type === "comm_close") {
      this.comms.delete(comm);
    }
  }

  private asked(own: Watched, message: Message, comm: string, { request, question }: Content): void {
    const { ask } = (question ?? {}) as Content;
    if (ask === "stop") this.state.stop(own.serial);
    if (ask === "stop") this.answer(message, comm, { request, answer: {} });
    else if (ask === "progress" && own.view !== undefined) this.answer(message, comm, { request, answer: own.view });
  }

  private answer(message: Message, comm: string, data: Content): void {
    this.publish(following(message, "comm_msg", { comm_id: comm, data }));
  }
}
