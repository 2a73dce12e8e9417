/** The name of a worker that the engine has started; its first message is the data of its start. */
const NAME = "thread of the engine";
const isThread = self.name === NAME;

export const threads = {
  available: () => navigator.hardwareConcurrency,
  isMain: !isThread,
  canShareMemory: self.crossOriginIsolated,
  start(file, data) {
    const worker = new Worker(`/${file.replaceAll("/", ".")}.js`, { name: NAME });
    let listeners = {};
    worker.onmessage = ({ data: answer }) => listeners.answered?.(answer);
    worker.onerror = ({ message }) => listeners.lost?.(message, false);
    worker.postMessage(data);
    return {
      post: (order) => worker.postMessage(order),
      listen: (those) => void (listeners = those),
      keepAlive() {},
      terminate: () => worker.terminate(),
    };
  },
  serve(work) {
    if (!isThread) return;
    let listener;
    const port = {
      post: (answer, moved = []) => self.postMessage(answer, [...moved]),
      listen: (next) => void (listener = next),
      end: () => self.close(),
    };
    self.onmessage = ({ data }) => {
      self.onmessage = ({ data: order }) => listener(order);
      work(port, data);
    };
  },
};
