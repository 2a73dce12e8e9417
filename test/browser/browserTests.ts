import { chromiumAbsent } from "./chromium";
import { Lab, type LabOptions } from "./lab";

/**
 * A group of tests that share what is started before the first and stopped after the last of them. On a machine without
 * a browser they are left out with a sentence, but where CI is set they fail.
 */
export function describeSharing<T>(
  name: string,
  { start, stop }: { readonly start: () => Promise<T>; readonly stop: (shared: T) => Promise<void> },
  tests: (shared: () => T) => void,
): void {
  const absent = chromiumAbsent();
  if (absent !== undefined && process.env["CI"] === undefined) {
    console.warn(`${name} is left out: ${absent}`);
    describe.skip(name, () =>
      tests(() => {
        throw new Error(absent);
      }),
    );
    return;
  }
  describe(name, () => {
    let shared: T | undefined;
    beforeAll(async () => {
      if (absent !== undefined) throw new Error(absent);
      shared = await start();
    });
    afterAll(() => (shared === undefined ? undefined : stop(shared)));
    tests(() => shared!);
  });
}

/** A group of tests that share one JupyterLab. */
export function describeInBrowser(name: string, options: LabOptions, tests: (lab: () => Lab) => void): void {
  describeSharing(name, { start: () => Lab.start(options), stop: (lab) => lab.stop() }, tests);
}
