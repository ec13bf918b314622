// The service worker: after the first visit the page needs no network. Every file of a build is kept together under the
// build's name, so that a page never sees files of two builds; a new build waits until the reader agrees. The folder that
// it serves is in the name as well: caches belong to an origin, and another Posta may live in the next folder.
declare const POSTA_BUILD: string; // a hash of everything, put in by the build
declare const POSTA_FILES: string[];
export {};

const scope = globalThis as unknown as ServiceWorkerGlobalScope;
const folder = new URL("./", scope.location.href);
const family = `posta ${folder.pathname} `;
const cacheName = family + POSTA_BUILD;

scope.addEventListener("install", (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(POSTA_FILES)));
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(family) && name !== cacheName) await caches.delete(name);
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
  if (request.method !== "GET" || url.origin !== folder.origin || !url.pathname.startsWith(folder.pathname)) return;
  event.respondWith(
    (async () => {
      const cache = await caches.open(cacheName);
      const wanted = request.mode === "navigate" ? folder.href : request;
      return (await cache.match(wanted, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
    })(),
  );
});
