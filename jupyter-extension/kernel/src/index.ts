export {
  type Environment,
  type InstallTarget,
  installKernelSpec,
  KERNEL_NAME,
  type KernelSpec,
  kernelSpec,
  pythonPrefix,
  userDataFolder,
} from "./node/kernelspec";
export type { Askable } from "./shared/askables";
export type { Blocking } from "./shared/blockings";
export type { MimeBundle, NotebookHost } from "./shared/host";
