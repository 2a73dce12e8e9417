import type { JupyterFrontEnd } from "@jupyterlab/application";
import { Notification } from "@jupyterlab/apputils";
import type { PageServiceWorker, SiteNews } from "./pageServiceWorker";

const SHORT_MS = 6000;
const SAVE_ALL = "docmanager:save-all";
const USE = { label: "Use it now", caption: "Opens the page again; kernels lose their variables" } as const;

/** Tells the reader what the site's service worker has done, once JupyterLab shows notifications. */
export function tellNews(serviceWorker: PageServiceWorker, { restored, commands }: JupyterFrontEnd): void {
  const callback = (): void => void serviceWorker.takeNewer(() => commands.execute(SAVE_ALL));
  let offered = "";
  const offer = (text: string): void => {
    Notification.dismiss(offered);
    offered = Notification.info(text, { autoClose: false, actions: [{ ...USE, callback }] });
  };
  serviceWorker.news.connect((_, news) => void restored.then(() => tell(news, offer)));
  serviceWorker.ready.catch(({ message }: Error) =>
    restored.then(() => Notification.warning(message, { autoClose: false })),
  );
}

/** @param offer - tells of the newer version, in place of what it has told before */
function tell(news: SiteNews, offer: (text: string) => void): void {
  if (news.kind === "kept") {
    const text = "This site is kept by the browser now: it opens and runs without a network.";
    Notification.info(text, { autoClose: SHORT_MS });
  } else if (news.kind === "notKept") {
    Notification.warning(`This site cannot be used without a network: ${news.reason}`, { autoClose: SHORT_MS });
  } else if (news.kind === "inUse") {
    offer("Close the other pages of this site first: they would lose the version that they run.");
  } else if (news.kind === "late") {
    offer(
      "The version in use still works for a kernel or fetches a file: this page opens in the newer one once that ends.",
    );
  } else {
    offer("A newer version of this site is here. It is used when all pages of the site are closed.");
  }
}
