import type { FromServiceWorker, ToServiceWorker } from "../src/siteProtocol";
import { KeptVersion } from "./keptVersion";
import { Questions } from "./questions";
import type { SiteFiles } from "./siteFiles";

declare const self: ServiceWorkerGlobalScope & { readonly mixedmodelsSite: SiteFiles };

const site = self.registration.scope;
const version = new KeptVersion(site, self.mixedmodelsSite);
const questions = new Questions(site);

/**
 * The first version serves its page at once and is kept later, when the page says so; a newer one is kept before it may
 * take the place of the one in use.
 */
self.addEventListener("install", (event) => {
  if (self.registration.active === null) void self.skipWaiting();
  else event.waitUntil(version.keep());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), version.removeOthers()]));
});

self.addEventListener("fetch", (event) => {
  const answer = questions.answer(event) ?? version.answer(event.request, (work) => event.waitUntil(ignoring(work)));
  if (answer !== undefined) event.respondWith(answer);
});

self.addEventListener("message", (event) => {
  const asked = event.data as ToServiceWorker;
  const tell = (said: FromServiceWorker): void => event.source?.postMessage(said);
  event.waitUntil(asked.kind === "keep" ? keep(asked.addresses, tell) : takeOver(tell));
});

async function keep(addresses: readonly string[], tell: (said: FromServiceWorker) => void): Promise<void> {
  try {
    if (await version.isWhole()) return;
    await version.keep(addresses);
    await version.removeOthers();
    tell({ kind: "kept" });
  } catch (error) {
    tell({ kind: "notKept", reason: (error as Error).message });
  }
}

async function takeOver(tell: (said: FromServiceWorker) => void): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.filter(({ url }) => url.startsWith(site)).length > 1) tell({ kind: "inUse" });
  else await self.skipWaiting();
}

/** What could not be stored is fetched again when it is asked for again. */
async function ignoring(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined);
}
