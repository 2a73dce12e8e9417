import { chromiumAbsent } from "./chromium";
import { Lab, type LabOptions } from "./lab";

/**
 * A group of tests that share one JupyterLab. On a machine without a browser they are left out with a sentence, but
 * where CI is set they fail.
 */
export function describeInBrowser(name: string, options: LabOptions, tests: (lab: () => Lab) => void): void {
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
    let lab: Lab | undefined;
    beforeAll(async () => {
      if (absent !== undefined) throw new Error(absent);
      lab = await Lab.start(options);
    });
    afterAll(() => lab?.stop());
    tests(() => lab!);
  });
}
