import type { JupyterFrontEnd } from "@jupyterlab/application";
import { Notification } from "@jupyterlab/apputils";
import type { PageServiceWorker, SiteNews } from "./pageServiceWorker";

const SHORT_MS = 6000;
const SAVE_ALL = "docmanager:save-all";

/** Tells the reader what the site's service worker has done, once JupyterLab shows notifications. */
export function tellNews(serviceWorker: PageServiceWorker, { restored, commands }: JupyterFrontEnd): void {
  const takeNewer = async (): Promise<void> => {
    // A page that asks whether to leave what is not saved could stay, with another version below it.
    await commands.execute(SAVE_ALL);
    if (await serviceWorker.takeNewer()) return;
    offer("Close the other pages of this site first: they would lose the version that they run.", takeNewer);
  };
  serviceWorker.news.connect((_, news) => void restored.then(() => tell(news, takeNewer)));
  serviceWorker.ready.catch(({ message }: Error) =>
    restored.then(() => Notification.warning(message, { autoClose: false })),
  );
}

function tell(news: SiteNews, takeNewer: () => Promise<void>): void {
  if (news.kind === "kept") {
    const text = "This site is kept by the browser now: it opens and runs without a network.";
    Notification.info(text, { autoClose: SHORT_MS });
  } else if (news.kind === "notKept") {
    Notification.warning(`This site cannot be used without a network: ${news.reason}`, { autoClose: SHORT_MS });
  } else {
    offer("A newer version of this site is here. It is used when all pages of the site are closed.", takeNewer);
  }
}

function offer(text: string, takeNewer: () => Promise<void>): void {
  const callback = (): void => void takeNewer();
  const actions = [{ label: "Use it now", caption: "Opens the page again; kernels lose their variables", callback }];
  Notification.info(text, { autoClose: false, actions });
}
