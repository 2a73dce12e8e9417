/** In a worker: answers the settings of the engine, once they have come, by what `work` makes of them. */
export function answering(work) {
  self.onmessage = ({ data }) => {
    globalThis[Symbol.for("mixedmodels.web")] = data;
    work(data).then(
      (answer) => self.postMessage(answer),
      (error) => self.postMessage({ error: error.stack }),
    );
  };
}
