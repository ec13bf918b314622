// The service worker: after the first visit the page needs no network. Every file of a build is kept together under the
// build's name, so that a page never sees files of two builds; a new build waits until the reader agrees.
declare const POSTA_BUILD: string; // a hash of everything, put in by the build
declare const POSTA_FILES: string[];
export {};

const scope = globalThis as unknown as ServiceWorkerGlobalScope;
const cacheName = `posta-${POSTA_BUILD}`;

scope.addEventListener("install", (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(POSTA_FILES)));
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("posta-") && name !== cacheName) await caches.delete(name);
      }
      await scope.clients.claim();
    })(),
  );
});

scope.addEventListener("message", (event) => {
  if (event.data === "take over") void scope.skipWaiting();
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.location.origin) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(cacheName);
      const wanted = request.mode === "navigate" ? "./" : request;
      return (await cache.match(wanted, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
    })(),
  );
});
