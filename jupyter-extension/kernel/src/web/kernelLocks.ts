import type { PageQuestions } from "./pageQuestions";

/** This kernel among those of the browser: a lock of its own, which the browser takes back when it ends. */
export function kernelLock(questions: PageQuestions | undefined): {
  readonly own: string;
  runs(name: string): boolean;
} {
  const own = `mixedmodels kernel ${crypto.randomUUID()}`;
  // Browsers without locks have no service workers either, and so no files that two kernels could share.
  void navigator.locks?.request(own, () => new Promise(() => undefined));
  // Its checkpoint stays another kernel's as long as nobody says that that one has ended.
  return { own, runs: (name) => questions?.runs(name) ?? true };
}
