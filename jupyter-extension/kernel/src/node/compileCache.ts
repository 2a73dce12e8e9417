import module from "node:module";

// The first import of the kernel: what is loaded after it, TypeScript's compiler above all, need not be compiled again
// when the next kernel starts. Node has this since 22.8; without it a kernel starts as before.
(module as { enableCompileCache?(): void }).enableCompileCache?.();
