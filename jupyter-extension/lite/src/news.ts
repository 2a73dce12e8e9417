import { Notification } from "@jupyterlab/apputils";
import type { PageServiceWorker, SiteNews } from "./pageServiceWorker";

const SHORT_MS = 6000;

/**
 * Tells the reader what the site's service worker has done.
 * @param restored - when JupyterLab shows notifications; earlier ones nobody would see
 */
export function tellNews(serviceWorker: PageServiceWorker, restored: Promise<void>): void {
  serviceWorker.news.connect((_, news) => void restored.then(() => tell(news, serviceWorker)));
  serviceWorker.ready.catch(({ message }: Error) =>
    restored.then(() => Notification.warning(message, { autoClose: false })),
  );
}

function tell(news: SiteNews, serviceWorker: PageServiceWorker): void {
  if (news.kind === "kept") {
    const text = "This site is kept by the browser now: it opens and runs without a network.";
    Notification.info(text, { autoClose: SHORT_MS });
  } else if (news.kind === "notKept") {
    Notification.warning(`This site cannot be used without a network: ${news.reason}`, { autoClose: SHORT_MS });
  } else {
    offer("A newer version of this site is here. It is used when all pages of the site are closed.", serviceWorker);
  }
}

function offer(text: string, serviceWorker: PageServiceWorker): void {
  const callback = (): void => void takeNewer(serviceWorker);
  const actions = [{ label: "Use it now", caption: "Opens the page again; kernels lose their variables", callback }];
  Notification.info(text, { autoClose: false, actions });
}

async function takeNewer(serviceWorker: PageServiceWorker): Promise<void> {
  if (await serviceWorker.takeNewer()) return;
  offer("Close the other pages of this site first: they would lose the version that they run.", serviceWorker);
}
