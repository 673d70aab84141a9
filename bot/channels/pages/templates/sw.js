// Keeps the public files on the device: what pages load, and the page of numbers for danger. Never an answer, never a page of a talk.
"use strict";
const FILES = {{ ["/offline", asset("chat.css"), asset("chat.js"), asset("icons.svg"), asset("favicon.svg")] | tojson }};
const NAME = "faro-{{ version }}";

self.addEventListener("install", (event) => {
  const wanted = FILES.map((file) => new Request(file, { cache: "no-cache", credentials: "omit" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(wanted)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (FILES.includes(url.pathname + url.search)) {
    event.respondWith(caches.match(url.pathname + url.search).then((kept) => kept || fetch(request)));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match("/offline")));
  }
});
