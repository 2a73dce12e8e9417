import type { IServiceWorkerManager } from "@jupyterlite/apputils";
import { QUESTIONS, type Question, type Questions } from "../../kernel/src/web/protocol";

/** Who can say what a kernel asks while its JavaScript computes. */
interface Answering {
  readonly interrupts: number;
  isStopped(number: number): boolean;
  line(number: number): Promise<string>;
}

/** Answers the synchronous questions of kernels, which the site's service worker hands to the page. */
export class PageAnswers {
  constructor(
    private readonly serviceWorker: IServiceWorkerManager,
    private readonly kernelOf: (id: string) => Answering | undefined,
  ) {
    const name = QUESTIONS.slice(QUESTIONS.lastIndexOf("/") + 1);
    serviceWorker.registerStdinHandler(name, (question) => this.answer(question as Question));
  }

  /** How a kernel asks; undefined where the browser gives pages no service worker, as some private windows do not. */
  async way(site: string, kernel: string): Promise<Questions | undefined> {
    try {
      await this.serviceWorker.ready;
    } catch {
      return undefined;
    }
    return { address: site, page: this.serviceWorker.browsingContextId, kernel, hasFiles: true };
  }

  private async answer({ kernel, asks, number = 0, name }: Question): Promise<unknown> {
    const known = this.kernelOf(kernel);
    switch (asks) {
      case "interrupts":
        return known?.interrupts ?? 0;
      case "stopped":
        return known?.isStopped(number) ?? false;
      case "input":
        return (await known?.line(number)) ?? "";
      case "runs":
        return (await navigator.locks.query()).held?.some((lock) => lock.name === name) ?? false;
    }
  }
}
