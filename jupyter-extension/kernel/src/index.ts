export type { MimeBundle, NotebookHost } from "./host";
export { installKernelSpec, KERNEL_NAME, kernelSpec, pythonPrefix, userDataFolder, type InstallTarget, type KernelSpec } from "./kernelspec";
