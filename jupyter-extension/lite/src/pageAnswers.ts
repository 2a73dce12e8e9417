import type { IServiceWorkerManager } from "@jupyterlite/apputils";
import { QUESTIONS, type Question, type Questions } from "../../kernel/src/web/protocol";

/** The channel on which JupyterLite's service worker and its page speak. */
const CHANNEL = "/sw-api.v1";

/** What the page is told of its own answers, which JupyterLite takes for questions. */
const ANSWERED = "mixedmodels-answered";

/** Who can say what a kernel asks while its JavaScript computes. */
interface Answering {
  readonly interrupts: number;
  line(number: number): Promise<string>;
}

/** Answers the synchronous questions of kernels, which JupyterLite's service worker hands to the page. */
export class PageAnswers {
  private readonly channel: BroadcastChannel | undefined;

  constructor(
    private readonly serviceWorker: IServiceWorkerManager | null,
    private readonly kernelOf: (id: string) => Answering | undefined,
  ) {
    if (serviceWorker === null) return;
    this.channel = new BroadcastChannel(CHANNEL);
    const name = QUESTIONS.slice(QUESTIONS.lastIndexOf("/") + 1);
    serviceWorker.registerStdinHandler(name, (question) => this.answer(question as Question));
    serviceWorker.registerStdinHandler(ANSWERED, async () => undefined);
  }

  /** How a kernel asks; undefined where the browser gives pages no service worker, as some private windows do not. */
  async way(site: string, kernel: string): Promise<Questions | undefined> {
    const { serviceWorker } = this;
    if (serviceWorker === null) return undefined;
    try {
      await serviceWorker.ready;
    } catch {
      return undefined;
    }
    return { address: site, page: serviceWorker.browsingContextId, kernel };
  }

  /** JupyterLite answers such questions without saying which, so its service worker would wait on. */
  private async answer({ kernel, requestId, asks, number = 0 }: Question): Promise<unknown> {
    const known = this.kernelOf(kernel);
    const response = asks === "interrupts" ? (known?.interrupts ?? 0) : ((await known?.line(number)) ?? "");
    const browsingContextId = this.serviceWorker?.browsingContextId;
    this.channel?.postMessage({ response, browsingContextId, requestId, pathname: `/api/stdin/${ANSWERED}` });
    return response;
  }
}
