// The site's service worker: keeps guides, live parts and search for times without a network. Answers come from the network first,
// so a new site is seen at once, and from what was kept where there is none. The build puts the list of files in front.
/// <reference lib="webworker" />
{
  const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
  const { version, files } = /** @type {{ offlineFiles: { version: string, files: string[] } }} */ (/** @type {unknown} */ (self))
    .offlineFiles;
  // caches belong to a server, which may have other sites in other folders
  const own = `dropkit ${worker.registration.scope} `;
  const cacheName = own + version;

  worker.addEventListener('install', (event) => {
    worker.skipWaiting();
    event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(files)));
  });

  worker.addEventListener('activate', (event) => {
    event.waitUntil(
      caches
        .keys()
        .then((names) => names.filter((name) => name.startsWith(own) && name !== cacheName))
        .then((old) => Promise.all(old.map((name) => caches.delete(name))))
        .then(() => worker.clients.claim()),
    );
  });

  worker.addEventListener('fetch', (event) => {
    if (event.request.method === 'GET' && event.request.url.startsWith(worker.registration.scope))
      event.respondWith(answer(event.request));
  });

  /** @param {Request} request */
  async function answer(request) {
    const cache = await caches.open(cacheName);
    try {
      const response = await fetch(request);
      if (response.ok) await cache.put(request, response.clone());
      return response;
    } catch {
      const page = request.url.endsWith('/') ? `${request.url}index.html` : request.url;
      return (await cache.match(page, { ignoreSearch: true })) ?? Response.error();
    }
  }
}
