export {
  type InstallTarget,
  installKernelSpec,
  KERNEL_NAME,
  type KernelSpec,
  kernelSpec,
  pythonPrefix,
  userDataFolder,
} from "./node/kernelspec";
export type { MimeBundle, NotebookHost } from "./shared/host";
