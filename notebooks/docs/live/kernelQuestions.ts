import type { Question, Questions } from "../../../jupyter-extension/kernel/src/web/protocol";
import { type Answered, type Asked, channelName } from "../../../jupyter-extension/lite/src/siteProtocol";

const FILE = "service-worker.js";
/** The service worker of a first visit takes the page over within moments, or never. */
const PATIENCE_MS = 3000;

/** The page's side of what kernels ask while their JavaScript computes, by a service worker that passes it on. */
export class KernelQuestions {
  private readonly page = crypto.randomUUID();
  private readonly answers = new Map<string, (question: Question) => unknown>();

  private constructor(private readonly site: string) {
    const channel = new BroadcastChannel(channelName(site));
    channel.onmessage = ({ data }: MessageEvent<Asked | Answered>) => {
      if (!("data" in data) || data.browsingContextId !== this.page) return;
      const { browsingContextId, requestId } = data;
      const question = data.data as Question;
      const response = this.answers.get(question.kernel)?.(question) ?? null;
      channel.postMessage({ browsingContextId, requestId, response } satisfies Answered);
    };
  }

  /** @param site - its address; undefined where the browser gives the page no service worker */
  static async begin(site: string): Promise<KernelQuestions | undefined> {
    const { serviceWorker } = navigator as { readonly serviceWorker?: ServiceWorkerContainer };
    try {
      await serviceWorker!.register(new URL(FILE, site), { updateViaCache: "none" });
      await serviceWorker!.ready;
    } catch {
      return undefined;
    }
    return (await isControlled(serviceWorker!)) ? new KernelQuestions(site) : undefined;
  }

  /** How a kernel asks. @param answer - what the page says */
  way(kernel: string, answer: (question: Question) => unknown): Questions {
    this.answers.set(kernel, answer);
    return { address: this.site, page: this.page, kernel, hasFiles: false };
  }

  forget(kernel: string): void {
    this.answers.delete(kernel);
  }
}

function isControlled(serviceWorker: ServiceWorkerContainer): Promise<boolean> {
  if (serviceWorker.controller !== null) return Promise.resolve(true);
  return new Promise((resolve) => {
    setTimeout(() => resolve(serviceWorker.controller !== null), PATIENCE_MS);
    serviceWorker.addEventListener("controllerchange", () => resolve(true), { once: true });
  });
}
