import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { Notification } from "@jupyterlab/apputils";
import { PageConfig } from "@jupyterlab/coreutils";
import { IServiceWorkerManager } from "@jupyterlite/apputils";
import { IKernelClient, IKernelSpecs } from "@jupyterlite/services";
import { differencesPlugin } from "./differences";
import { Keeping } from "./keeping";
import { kernelFiles } from "./kernelFiles";
import { KernelWorkers } from "./kernelWorker";
import { LiteKernel } from "./liteKernel";
import { tellNews } from "./news";
import { folderAt, folderOf } from "./notebookFolder";
import { PageAnswers } from "./pageAnswers";
import { shareCharts } from "./pageCharts";
import { PageServiceWorker } from "./pageServiceWorker";

/** The kernel's name in notebooks, which those of the installed kernel have too. */
const NAME = "mixedmodels";
const DISPLAY_NAME = "TypeScript (MixedModels)";

/** The page's side of the site's service worker; jupyter-lite.json leaves JupyterLite's own out. */
const serviceWorkerPlugin: JupyterFrontEndPlugin<IServiceWorkerManager> = {
  id: "@mixedmodels/lite-kernel:service-worker",
  autoStart: true,
  provides: IServiceWorkerManager,
  activate: (app: JupyterFrontEnd) => {
    const serviceWorker = new PageServiceWorker(app.serviceManager.contents, PageConfig.getBaseUrl());
    tellNews(serviceWorker, app);
    return serviceWorker;
  },
};

/** Adds the kernel to JupyterLite. */
const kernelPlugin: JupyterFrontEndPlugin<void> = {
  id: "@mixedmodels/lite-kernel:kernel",
  autoStart: true,
  requires: [IKernelSpecs, IServiceWorkerManager],
  optional: [IKernelClient],
  activate: (
    _app: JupyterFrontEnd,
    specs: IKernelSpecs,
    serviceWorker: IServiceWorkerManager,
    client: IKernelClient | null,
  ) => {
    const kernels = new Map<string, LiteKernel>();
    const site = PageConfig.getBaseUrl();
    shareCharts(() => kernelFiles(site).packages["charts"]!);
    const asking = new Map<string, LiteKernel>();
    const answers = new PageAnswers(serviceWorker, (name) => asking.get(name));
    const workers = new KernelWorkers(kernelFiles(site), (name) => answers.way(site, name));
    // Where the service worker has not taken the page over, it would not hear a worker that is made now.
    if (navigator.serviceWorker?.controller) workers.prepare(folderOf(askedFor()));
    const keeping = new Keeping(() => {
      if (serviceWorker instanceof PageServiceWorker) serviceWorker.keep();
    });
    specs.register({
      spec: {
        name: NAME,
        display_name: DISPLAY_NAME,
        language: "typescript",
        argv: [],
        resources: {
          "logo-svg": new URL("logo.svg", kernelFiles(site).kernel).href,
        },
      },
      create: async (options) => {
        const worker = await workers.take(folderAt(options.location));
        const kernel = new LiteKernel(options, worker, keeping);
        kernels.set(kernel.id, kernel);
        asking.set(worker.name, kernel);
        worker.ready.catch(({ message }: Error) => {
          if (kernel.isDisposed) return;
          const text = `The kernel cannot start: ${message}. Reload the page once there is a network.`;
          Notification.error(text, { autoClose: false });
          kernel.dispose();
        });
        kernel.disposed.connect(() => {
          if (kernels.get(kernel.id) === kernel) kernels.delete(kernel.id);
          asking.delete(worker.name);
          keeping.ended(kernel);
        });
        return kernel;
      },
    });
    if (client !== null) tellOfInterrupts(client, kernels);
  },
};

/** The notebook that the page's address names. */
function askedFor(): string {
  return new URLSearchParams(location.search).get("path") ?? "";
}

/** JupyterLite's own interrupt takes back the cells that wait, but does not tell the kernel. */
function tellOfInterrupts(client: IKernelClient, kernels: ReadonlyMap<string, LiteKernel>): void {
  const interrupt = client.interrupt.bind(client);
  client.interrupt = (id) => {
    kernels.get(id)?.interrupt();
    return interrupt(id);
  };
}

export default [serviceWorkerPlugin, kernelPlugin, differencesPlugin];
