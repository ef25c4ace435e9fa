// What was typed and is not on the server yet, kept on this device: a copy for each page it was
// typed on, under whose it is, the evaluation and the name that page gave itself. Beside them, for
// pages shown from the copy, what the server took since (`known`).
import { now, owner } from "./page.js";

const MONTH = 30 * 24 * 3600e3;
let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("drafts", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("copies", { keyPath: "key" });
    request.onsuccess = () => {
      request.result.onclose = () => (opening = null);
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  // What failed once may work the next time.
  opening.catch(() => (opening = null));
  return opening;
}

// All or nothing; done once it is on the disk.
async function within(mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("copies", mode, { durability: "strict" });
    const request = work(transaction.objectStore("copies"));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const keyOf = (evaluation, device) => `${owner}/${evaluation}/${device}`;
export const changesOf = (copy) => [...copy.saves.flatMap((save) => save.changes), ...copy.changes];
export const read = (key) => within("readonly", (store) => store.get(key));

export function write(puts, gone = []) {
  return within("readwrite", (store) => {
    for (const key of gone) store.delete(key);
    for (const copy of puts) store.put(copy);
    // A page that is closed meanwhile takes with it what was not committed.
    store.transaction.commit();
  });
}

// One's own, of one evaluation or of all; what is a month old is removed, whoever it belongs to. In
// one transaction: meanwhile another page may have taken over or removed a copy.
export async function own(evaluation) {
  const today = now();
  const isOld = (copy) => today && copy.at && today - copy.at > MONTH;
  const all = await within("readwrite", (store) => {
    const request = store.getAll();
    request.onsuccess = () => {
      for (const copy of request.result) {
        if (isOld(copy)) store.delete(copy.key);
        else if (today && !copy.at) store.put({ ...copy, at: today });
      }
    };
    return request;
  });
  const start = evaluation ? keyOf(evaluation, "") : `${owner}/`;
  return all.filter((copy) => copy.changes && !isOld(copy) && copy.key.startsWith(start));
}

export async function removeOwn() {
  const all = await within("readonly", (store) => store.getAllKeys());
  await write([], all.filter((key) => key.startsWith(`${owner}/`)));
}

// A page holds its name while it lives. `work` runs once it is gone; with `ifAvailable` at once, and
// gets nothing where it is not.
export function whenGone(device, work, options = {}) {
  return navigator.locks.request(`copy ${device}`, options, work);
}

export const live = (device) => whenGone(device, () => new Promise(() => {}));
