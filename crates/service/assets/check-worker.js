// Keeps the page that checks certificates for when there is no network: as it is for whoever is not signed in.
"use strict";

const CACHE = "cocket-check-COCKET_VERSION";
const FILES = ["COCKET_FILES"];
// A network that does not answer by then is none.
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    const take = async (path) => {
      const answer = await fetch(path, { credentials: "omit", cache: "no-cache" });
      if (!answer.ok) throw new Error(path);
      await cache.put(path, answer);
    };
    await Promise.all(FILES.map(take));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const clear = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("cocket-check-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clear());
});

const kept = async (path) => (await caches.open(CACHE)).match(path);

const opened = async (request, url) => {
  const lang = `/check?lang=${url.searchParams.get("lang")}`;
  const page = () => kept(FILES.includes(lang) ? lang : "/check");
  if (!navigator.onLine) return (await page()) ?? fetch(request);
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  const fresh = fetch(request).catch(() => undefined);
  return (await Promise.race([fresh, late])) ?? (await page()) ?? fetch(request);
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === "/check") event.respondWith(opened(request, url));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(kept(url.pathname).then((file) => file ?? fetch(request)));
  }
});
