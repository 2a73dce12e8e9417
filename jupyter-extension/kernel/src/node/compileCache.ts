import module from "node:module";
import { CodeStore } from "./codeStore";
import { userCacheFolder } from "./userCacheFolder";

// The first import of the kernel: what is loaded after it, TypeScript's compiler above all, need not be compiled again
// when the next kernel starts. Node has this since 22.8; before, V8's code is kept by the store.
const { enableCompileCache } = module as { enableCompileCache?(): void };
const folder = userCacheFolder();
const store = enableCompileCache !== undefined || folder === undefined ? undefined : new CodeStore(folder, __dirname);
enableCompileCache?.();
store?.open();

/** Keeps for the next kernel what this one has compiled, with what it has run of it. */
export function keepCompiled(): void {
  store?.save();
}
