import type { Thread, ThreadListeners, Threads } from "../contract";
import { webSettings } from "./settings";

/** A worker with such a name has been started by the engine; its first message is the data of its start. */
const NAME = "a thread of mixedmodels";

const isThread = typeof WorkerGlobalScope !== "undefined" && self.name === NAME;

/** Workers that wait for the data of their start, by what they run. */
const spares = new Map<string, Worker[]>();

/**
 * Has `count` workers wait that run `file`. A browser may start none while the program that wants them computes, but
 * hands over messages to those that are there.
 */
export function prepareThreads(file: string, count: number): void {
  const address = webSettings().threads?.[file];
  if (address === undefined) return;
  const waiting = spares.get(file) ?? [];
  spares.set(file, waiting);
  while (waiting.length < count) {
    const worker = new Worker(address, { name: NAME });
    // Whoever needs one that cannot be had starts another one, and hears why.
    worker.onerror = (event) => {
      event.preventDefault();
      waiting.splice(waiting.indexOf(worker), 1);
    };
    waiting.push(worker);
  }
}

export const threads: Threads = {
  available: () => (hasScripts() ? navigator.hardwareConcurrency : 1),
  isMain: !isThread,
  // Elsewhere browsers have no memory that can be sent to a worker, even where they can make one.
  get canShareMemory() {
    return hasScripts() && self.crossOriginIsolated === true && typeof SharedArrayBuffer !== "undefined";
  },
  start(file, data) {
    const address = webSettings().threads?.[file];
    if (address === undefined) throw new Error(`this page has not said where the script of '${file}' is`);
    const worker = spares.get(file)?.pop() ?? new Worker(address, { name: NAME });
    worker.postMessage(data);
    return threadOf(worker);
  },
  serve(work) {
    if (!isThread) return;
    self.onmessage = ({ data }) => {
      let listener: (order: never) => void = () => {};
      self.onmessage = ({ data: order }) => listener(order as never);
      work(
        {
          post: (answer, moved = []) => self.postMessage(answer, [...moved]),
          listen: (next) => void (listener = next),
          end: () => self.close(),
        },
        data,
      );
    };
  },
};

function hasScripts(): boolean {
  return webSettings().threads !== undefined;
}

/** A worker of a browser as a thread of the engine; browsers do not tell of one that ends for want of memory. */
function threadOf<Order, Answer>(worker: Worker): Thread<Order, Answer> {
  let listeners: ThreadListeners<Answer> = {};
  const lose = (reason: string): void => {
    const { lost } = listeners;
    listeners = {};
    worker.terminate();
    lost?.(reason, false);
  };
  worker.onmessage = ({ data }) => listeners.answered?.(data as Answer);
  worker.onerror = (event) => {
    event.preventDefault();
    lose(event.message || "its script cannot be loaded");
  };
  worker.onmessageerror = () => lose("what it sent cannot be read");
  return {
    post: (order) => worker.postMessage(order),
    listen: (those) => void (listeners = those),
    keepAlive: () => undefined,
    terminate: () => lose("it was ended"),
  };
}
