// Opens the pages that say they may be kept without a connection, as they were last seen: network
// first, the copy when that takes too long. Assets from the copy first: another content has another
// name. Keeps nothing else. KEPT comes from the server: version, assets, addresses of such pages.
const ASSETS = `assets ${KEPT.version}`;
const PATIENCE = 3000;
const MOST = 20;
const MONTH = 30 * 24 * 3600e3;
const isKept = (url) => KEPT.pages.some((page) => new RegExp(page).test(url.pathname));
const found = (request) => caches.match(request, { ignoreVary: true });
const names = async (start) => (await caches.keys()).filter((name) => name.startsWith(start));

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(ASSETS).then((cache) => cache.addAll(KEPT.assets)));
});

addEventListener("activate", (event) => event.waitUntil(renew().then(() => clients.claim())));

// Pages kept before an update need the new assets: without a connection they stay as they are.
async function renew() {
  for (const name of await names("pages ")) {
    const pages = await caches.open(name);
    for (const { url } of await pages.keys()) if (!(await fetched(new URL(url)))) return;
  }
  await forget("assets ", ASSETS);
}

const fetched = (url) => fetch(url, { redirect: "manual" }).then((answer) => keep(url, answer)).then(() => true, () => false);

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate" && isKept(url)) event.respondWith(page(event, url));
});

// A page asks to be kept that was opened before there was a worker.
addEventListener("message", (event) => {
  const url = new URL(event.data, location.origin);
  if (isKept(url)) event.waitUntil(fetched(url));
});

async function asset(request) {
  const copy = await found(request);
  if (copy) return copy;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(ASSETS)).put(request, answer.clone());
  return answer;
}

async function page(event, url) {
  const answer = fetch(event.request).then((answer) => {
    event.waitUntil(keep(url, answer.clone()).catch(() => {}));
    return answer;
  });
  const copy = await found(url.origin + url.pathname);
  if (!copy || new Date() - new Date(copy.headers.get("date")) > MONTH) return answer;
  event.waitUntil(answer.catch(() => {}));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  return (await Promise.race([answer.catch(() => {}), late])) ?? shown(copy);
}

// Of one user at a time; what is not there any more is not kept any longer.
async function keep({ origin, pathname, search }, answer) {
  const owner = answer.headers.get("x-keep");
  const key = origin + pathname;
  if (owner) {
    await forget("pages ", `pages ${owner}`);
    if (search) return;
    const pages = await caches.open(`pages ${owner}`);
    await pages.put(key, answer);
    for (const old of (await pages.keys()).slice(0, -MOST)) await pages.delete(old);
  } else if (answer.status === 404) {
    for (const name of await names("pages ")) await (await caches.open(name)).delete(key);
  }
}

async function shown(copy) {
  return new Response((await copy.text()).replace("<html ", "<html data-copy "), { headers: copy.headers });
}

async function forget(start, but) {
  for (const name of await names(start)) if (name !== but) await caches.delete(name);
}
