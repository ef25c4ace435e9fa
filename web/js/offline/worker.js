// Starts the worker that keeps pages; what it kept of someone else is wiped.
import { owner } from "./page.js";

export async function wipe(which) {
  for (const name of await caches.keys()) if (name.startsWith("pages ") && which(name)) await caches.delete(name);
}

async function start() {
  await wipe((name) => name !== `pages ${owner}`);
  // What is looked at as an evaluation, or before it is submitted, is perhaps no draft any more.
  if (/^\/evaluations\/\d+(\/submission)?$/.test(location.pathname)) await (await caches.open(`pages ${owner}`)).delete(location.pathname.replace("/submission", "") + "/rate");
  const wasThere = navigator.serviceWorker.controller;
  await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  if (!wasThere) active.postMessage(location.pathname);
}

// A browser that forbids it does without.
if (navigator.serviceWorker) start().catch(() => {});
