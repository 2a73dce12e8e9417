import { Session } from "node:inspector";

/**
 * What the main thread's inspector answers to a method without parameters, as soon as its event loop or its code lets
 * it: the bytes in use, or that a computation has been ended (the one that ran, or else the next).
 */
export function askMainInspector(
  method: "Runtime.getHeapUsage" | "Runtime.terminateExecution",
): Promise<object | undefined> {
  return new Promise((resolve) => {
    const session = new Session();
    session.connectToMainThread();
    session.post(method, (_, answer) => {
      session.disconnect();
      resolve(answer);
    });
  });
}
