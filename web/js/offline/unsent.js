// Sends what pages that are gone left behind; what is refused for good is shown to be copied.
import { changesOf, keyOf, own, read, whenGone, write } from "./copies.js";
import { fill } from "./page.js";
import { post } from "./post.js";

const here = document.querySelector("[data-rate]")?.dataset.evaluation;
let busy = false;
let wait = 4000;
let timer = 0;

async function sendAll() {
  if (busy) return;
  busy = true;
  // Where no copies can be kept there are none.
  const copies = await own().catch(() => []);
  const tried = copies.filter((copy) => copy.evaluation !== here).map(({ key, device }) => whenGone(device, (free) => !free || send(key), { ifAvailable: true }));
  const left = (await Promise.allSettled(tried)).some(({ value }) => value);
  busy = false;
  if (!left) return;
  clearTimeout(timer);
  timer = setTimeout(sendAll, wait);
  wait = Math.min(wait * 2, 60000);
}

// Says whether it has to be tried again.
async function send(key) {
  const copy = await read(key);
  // What is open to decide waits for the page.
  const open = [];
  const waits = ({ field }) => open.includes(field);
  while (copy) {
    if (!copy.saves.length) {
      const changes = copy.changes.filter((change) => !waits(change));
      if (!changes.length) break;
      copy.number += 1;
      copy.saves.push({ device: copy.device, number: copy.number, revision: copy.revision, seen: copy.seen, changes });
      copy.changes = copy.changes.filter(waits);
      await write([copy]);
    }
    const [save] = copy.saves;
    const { told, trouble, refused } = await post(copy.path, save);
    if (trouble) return true;
    if (refused) return void show(copy, refused);
    copy.saves.shift();
    open.push(...[...told.conflicts, ...told.refused].map(({ field }) => field));
    for (const change of copy.changes) if (told.taken.includes(change.field)) change.base = told.edit;
    const changed = copy.changes.map(({ field }) => field);
    copy.changes.push(...save.changes.filter((change) => waits(change) && !changed.includes(change.field)));
    const left = changesOf(copy).length;
    await write(left ? [copy, await known(copy, save, told)] : [await known(copy, save, told)], left ? [] : [key]);
  }
  return false;
}

// For the page that the worker shows, which knows nothing of it.
async function known({ evaluation, at }, save, { taken, news, edit }) {
  const row = await read(keyOf(evaluation, "known"));
  const fields = new Map(row?.fields.map((one) => [one.field, one]));
  for (const { field, value } of save.changes) if (taken.includes(field)) fields.set(field, { field, value, edit });
  for (const [field, value] of news) fields.set(field, { field, value, edit });
  return { key: keyOf(evaluation, "known"), fields: [...fields.values()], at };
}

function show(copy, why) {
  const id = `unsent-${copy.device}`;
  if (document.getElementById(id)) return;
  const box = document.querySelector("[data-unsent]").content.cloneNode(true).firstElementChild;
  box.id = id;
  const text = box.querySelector("[data-text]");
  text.textContent = fill(text.dataset.text, { name: copy.name, why });
  box.querySelector("textarea").value = copy.words.map(([, words]) => words).join("\n");
  box.querySelector("button").addEventListener("click", async () => {
    await write([], [copy.key]);
    box.remove();
  });
  document.querySelector("main").prepend(box);
}

for (const event of ["online", "send-now"]) addEventListener(event, () => { wait = 4000; sendAll(); });
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendAll());
sendAll();
