export type { MimeBundle, NotebookHost } from "./shared/host";
export { installKernelSpec, KERNEL_NAME, kernelSpec, pythonPrefix, userDataFolder, type InstallTarget, type KernelSpec } from "./node/kernelspec";
