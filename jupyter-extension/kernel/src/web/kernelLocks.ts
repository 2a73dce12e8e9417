import type { PageQuestions } from "./pageQuestions";

/** This kernel among those of the browser: a lock of its own, which the browser takes back when it ends. */
export function kernelLock(questions: PageQuestions | undefined): {
  readonly own: string;
  runs(name: string): boolean | undefined;
} {
  const own = `mixedmodels kernel ${crypto.randomUUID()}`;
  // Browsers without locks, and pages without a service worker, have no files that two kernels could share.
  void navigator.locks?.request(own, () => new Promise(() => undefined));
  return { own, runs: (name) => questions?.runs(name) };
}
