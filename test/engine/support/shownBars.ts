import type { ProgressView } from "engine/show/progressView";
import { VIEW_MIME } from "engine/show/view";
import { FakeHost } from "./fakeHost";

/**
 * A fresh notebook's kernel before every test of a file, whose bars are shown whatever the machine is busy with: every
 * look at the clock is a second later.
 */
export function shownBars(): { readonly host: FakeHost; passTime(): void; views(): ProgressView[] } {
  let host: FakeHost;
  let now = 0;
  const passTime = (): void => {
    jest.spyOn(performance, "now").mockImplementation(() => (now += 1000));
  };
  beforeEach(() => {
    host = FakeHost.install();
    now = 0;
    passTime();
  });
  afterEach(() => {
    host.remove();
    jest.restoreAllMocks();
  });
  return {
    get host() {
      return host;
    },
    passTime,
    views: () => host.displayed.map(({ bundle }) => bundle[VIEW_MIME] as ProgressView),
  };
}
