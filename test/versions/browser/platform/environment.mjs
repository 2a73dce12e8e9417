export const environment = {
  name: navigator.userAgent,
  variable: () => undefined,
  cacheFolder: () => "/cache",
  warn: (message, kind) => console.warn(`${kind}: ${message}`),
  terminal: () => undefined,
  afterEvents(action) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      action();
    };
    port2.postMessage(undefined);
  },
  inBackground(action, ms) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};
