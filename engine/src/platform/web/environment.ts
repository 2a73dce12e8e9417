import type { Environment } from "../contract";
import { webSettings } from "./settings";

const BROWSERS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Firefox\/(\d+)/, "Firefox"],
  [/Edg\/(\d+)/, "Edge"],
  [/Chrom(?:e|ium)\/(\d+)/, "Chrome"],
  [/Version\/([\d.]+).*Safari/, "Safari"],
];

export const environment: Environment = {
  name: browserName(navigator.userAgent),
  system: /\(([^)]*)\)/.exec(navigator.userAgent)?.[1] ?? "unknown to pages",
  processor: () => "unknown to pages",
  addressSpace: () => undefined,
  heapLimit: () => webSettings().heapLimit,
  memory: memoryOfDevice,
  forMoreHeap: "read it with Node, whose heap can be larger than a page's",
  variable: () => undefined,
  cacheFolder: () => "/.cache",
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

/** Chromium tells it, in GiB, and no more than a few of them: a page that fills those is not worth its end. */
function memoryOfDevice(): number | undefined {
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  return deviceMemory === undefined ? undefined : deviceMemory * 2 ** 30;
}

/** Such as "Firefox 153". */
function browserName(userAgent: string): string {
  for (const [pattern, name] of BROWSERS) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return "a browser";
}
