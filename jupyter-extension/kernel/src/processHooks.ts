type StreamName = "stdout" | "stderr";

/** Sends what the process writes to stdout and stderr to the notebook. */
export function captureOutput(write: (name: StreamName, text: string) => void): void {
  for (const name of ["stdout", "stderr"] as const) {
    process[name].write = (chunk: string | Uint8Array, encodingOrDone?: unknown, done?: unknown): boolean => {
      write(name, typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
      const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
      if (typeof callback === "function") process.nextTick(callback as () => void);
      return true;
    };
  }
}

/** Makes `process.exit` an error in cells, where it would take the variables of the notebook with it; returns the real one. */
export function refuseExit(): (code: number) => never {
  const exit = process.exit.bind(process);
  process.exit = () => {
    throw new Error("process.exit() would end the kernel and lose its variables; shut the kernel down from the notebook's menu instead");
  };
  return exit;
}
