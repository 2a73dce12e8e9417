import type { JupyterFrontEnd, JupyterFrontEndPlugin } from "@jupyterlab/application";
import { PageConfig } from "@jupyterlab/coreutils";
import { IServiceWorkerManager } from "@jupyterlite/apputils";
import { IKernelClient, IKernelSpecs } from "@jupyterlite/services";
import { kernelFiles } from "./kernelFiles";
import { LiteKernel } from "./liteKernel";
import { PageAnswers } from "./pageAnswers";

/** The kernel's name in notebooks, which those of the installed kernel have too. */
const NAME = "mixedmodels";
const DISPLAY_NAME = "TypeScript (MixedModels)";

/** Adds the kernel to JupyterLite. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: "@mixedmodels/lite-kernel:kernel",
  autoStart: true,
  requires: [IKernelSpecs],
  optional: [IServiceWorkerManager, IKernelClient],
  activate: (
    _app: JupyterFrontEnd,
    specs: IKernelSpecs,
    serviceWorker: IServiceWorkerManager | null,
    client: IKernelClient | null,
  ) => {
    const kernels = new Map<string, LiteKernel>();
    const site = PageConfig.getBaseUrl();
    const answers = new PageAnswers(serviceWorker, (id) => kernels.get(id));
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
        const questions = await answers.way(site, options.id);
        const kernel = new LiteKernel(options, kernelFiles(site), questions);
        kernels.set(kernel.id, kernel);
        kernel.disposed.connect(() => void kernels.delete(kernel.id));
        return kernel;
      },
    });
    if (client !== null) tellOfInterrupts(client, kernels);
  },
};

/** JupyterLite's own interrupt takes back the cells that wait, but does not tell the kernel. */
function tellOfInterrupts(client: IKernelClient, kernels: ReadonlyMap<string, LiteKernel>): void {
  const interrupt = client.interrupt.bind(client);
  client.interrupt = (id) => {
    kernels.get(id)?.interrupt();
    return interrupt(id);
  };
}

export default plugin;
