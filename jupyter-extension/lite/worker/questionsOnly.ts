import { Questions } from "./questions";

declare const self: ServiceWorkerGlobalScope;

/** The service worker of pages that keep nothing: it lets their kernels ask them. */
const questions = new Questions(self.registration.scope);

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const answer = questions.answer(event);
  if (answer !== undefined) event.respondWith(answer);
});
