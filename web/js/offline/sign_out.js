// Signing out says what is only on this device, and takes it away once that is confirmed.
import { changesOf, own, removeOwn } from "./copies.js";
import { fill } from "./page.js";
import { wipe } from "./worker.js";

const dialog = document.querySelector("[data-leaving]");
const list = dialog.querySelector("ul");
let form;

// What can still be sent is sent first.
async function unsent() {
  dispatchEvent(new Event("send-now"));
  for (let tries = 0; ; tries += 1) {
    const copies = await own().catch(() => []);
    if (!copies.length || tries > 7 || !navigator.onLine) return copies;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function leave() {
  try {
    await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
  } catch {
    // Without a connection nobody is signed out, and nothing is taken away.
    return form.submit();
  }
  dispatchEvent(new Event("signed-out"));
  await removeOwn().catch(() => {});
  await wipe(() => true).catch(() => {});
  location.assign("/sign-in");
}

document.addEventListener("submit", async (event) => {
  if (event.target.getAttribute("action") !== "/sign-out") return;
  event.preventDefault();
  event.stopPropagation();
  form = event.target;
  const counts = new Map();
  for (const copy of await unsent()) counts.set(copy.name, (counts.get(copy.name) ?? 0) + changesOf(copy).length);
  if (!counts.size) return leave();
  list.replaceChildren(...[...counts].map(([name, n]) => {
    const item = document.createElement("li");
    item.textContent = fill(n === 1 ? list.dataset.one : list.dataset.many, { n, name });
    return item;
  }));
  dialog.showModal();
}, true);

dialog.querySelector("[data-stay]").addEventListener("click", () => dialog.close());
dialog.querySelector("[data-leave]").addEventListener("click", () => leave());
