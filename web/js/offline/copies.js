// What was typed and is not on the server yet, kept on this device: a copy for each page it was
// typed on, under whose it is, the evaluation and the name that page gave itself. Beside them, for
// pages shown from the copy, what the server took since (`known`). A page may be gone before the
// database has what was just typed: until then it is jotted where that is done at once.
import { now, owner } from "./page.js";

const MONTH = 30 * 24 * 3600e3;
const JOT = "jot ";
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

export async function read(key) {
  const copy = await within("readonly", (store) => store.get(key));
  return merged(copy, jotted().find((one) => one.key === key));
}

// What was jotted of them is no longer needed then.
export async function write(puts, gone = []) {
  await within("readwrite", (store) => {
    for (const key of gone) store.delete(key);
    for (const copy of puts) store.put(copy);
    store.transaction.commit();
  });
  for (const key of [...gone, ...puts.map((copy) => copy.key)]) rub(key);
}

// Full or forbidden, it is as without.
export function jot(copy) {
  try {
    localStorage.setItem(JOT + copy.key, JSON.stringify(copy));
  } catch {}
}

const rub = (key) => localStorage.removeItem(JOT + key);
const jotted = () => Object.keys(localStorage).filter((name) => name.startsWith(JOT)).map((name) => JSON.parse(localStorage[name]));

function merged(copy, one) {
  if (!copy || !one) return copy ?? one;
  const isEarlier = ({ field }) => !one.changes.some((change) => change.field === field);
  return {
    ...copy,
    number: Math.max(copy.number, one.number),
    changes: [...copy.changes.filter(isEarlier), ...one.changes],
    words: [...new Map([...copy.words, ...one.words])],
  };
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
  const copies = new Map(all.map((copy) => [copy.key, copy]));
  for (const one of jotted()) {
    copies.set(one.key, merged(copies.get(one.key), one));
    if (isOld(one)) rub(one.key);
  }
  const start = evaluation ? keyOf(evaluation, "") : `${owner}/`;
  return [...copies.values()].filter((copy) => copy.changes && !isOld(copy) && copy.key.startsWith(start));
}

export async function removeOwn() {
  const all = await within("readonly", (store) => store.getAllKeys());
  await write([], [...all, ...jotted().map((one) => one.key)].filter((key) => key.startsWith(`${owner}/`)));
}

// A page holds its name while it lives. `work` runs once it is gone; with `ifAvailable` at once, and
// gets nothing where it is not.
export function whenGone(device, work, options = {}) {
  return navigator.locks.request(`copy ${device}`, options, work);
}

export const live = (device) => whenGone(device, () => new Promise(() => {}));
