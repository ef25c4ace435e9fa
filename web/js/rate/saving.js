// Saves as one goes. What is changed waits in `pending` with the edit it was changed on top of; one
// save is under way at a time, and until its answer is here it is sent again as it is: device and
// number tell the server that it knows it. All of it is on this device before it is sent.
import { changesOf, jot, keyOf, live, own, read, whenGone, write } from "../offline/copies.js";
import { isCopy, madeAt, now } from "../offline/page.js";
import { post } from "../offline/post.js";
import { isCurrent } from "../offline/shown_as_of.js";
import { fieldOf, labelOf, named, put, untell, valueOf } from "./fields.js";
import { afterPaint, form } from "./form.js";
import { ask, refuse } from "./problems.js";
import { show } from "./progress.js";
import { say } from "./state.js";

const { evaluation, employee: name, saves: path } = form.dataset;
const revision = Number(form.dataset.revision);
const device = crypto.randomUUID();
const [key, knownKey] = [keyOf(evaluation, device), keyOf(evaluation, "known")];
const pending = new Map();
// What is not in the database of this device yet.
const fresh = new Map();
// Refused, or asked about: kept with the edit they were changed on.
const held = new Map();
// What is asked about, with the edit it clashed at.
const asked = new Map();
// What the server took or told, with the edit it was true at: the page that the worker shows may be
// older than all of it.
const known = new Map();
const know = (field, value, edit) => known.set(field, { field, value, edit });
// The same in words, for where the page is not.
const words = new Map();
// Saves of pages that are gone.
const backlog = [];
let seen = Number(form.dataset.edit);
let number = 0;
let save = null;
let busy = false;
let adopted = false;
// The page may be behind what the server has.
let behind = isCopy;
let timer = 0;
let wait = 2000;
let trouble = null;
let refused = false;
let stored = true;
let whenSaved = null;

export const isUnsaved = () => !refused && Boolean(save || backlog.length || pending.size);

// --- On this device -----------------------------------------------------------------------------

const stateNow = () => ({ key, evaluation, name, path, device, number, revision, seen, at: now() });

// At once: the next thing may be that the page is closed.
function jotDown() {
  // A save may be on its way under the next number.
  const state = { ...stateNow(), number: number + 1, at: now() ?? madeAt, saves: [] };
  if (!leaving) jot({ ...state, changes: [...fresh.values()], words: [...fresh.keys()].map((field) => [field, words.get(field)]) });
}

// Done once what is here now is on the disk.
async function keep() {
  const copy = stateNow();
  copy.saves = [save, ...backlog].filter(Boolean);
  copy.changes = [...held.values(), ...pending.values()];
  copy.words = [...words];
  const empty = !changesOf(copy).length;
  const taken = { key: knownKey, fields: [...known.values()], at: copy.at };
  const written = [...fresh];
  try {
    if (!leaving) await write(known.size ? [taken, ...(empty ? [] : [copy])] : empty ? [] : [copy], empty ? [key] : []);
    for (const [field, one] of written) if (fresh.get(field) === one) fresh.delete(field);
    if (fresh.size) jotDown();
    stored = true;
  } catch {
    stored = false;
  }
  form.querySelector("[data-no-copies]").hidden = stored;
}

async function adopt() {
  const copies = await own(evaluation);
  live(device);
  for (const { field, value, edit } of (await read(knownKey))?.fields ?? []) {
    const isLate = isCopy && edit > seen;
    if (isLate && pending.has(field)) pending.get(field).base = edit;
    else if (isLate) put(field, value);
    if (isLate) know(field, value, edit);
    else if (!pending.has(field)) know(field, valueOf(field), seen);
  }
  const all = copies.map((copy) => whenGone(copy.device, () => take(copy.key)));
  // What was changed before goes before; a page that lives keeps its own.
  await Promise.race([Promise.allSettled(all), new Promise((resolve) => setTimeout(resolve, 5000))]);
}

// What a page that is gone left behind is this page's now.
async function take(left) {
  const copy = await read(left);
  if (!copy) return;
  for (const { field, value } of changesOf(copy)) if (!pending.has(field)) put(field, value);
  for (const change of copy.changes) if (!pending.has(change.field)) pending.set(change.field, change);
  for (const [field, text] of copy.words) words.set(field, text);
  backlog.push(...copy.saves);
  await keep();
  if (stored) await write([], [left]);
  later(0);
}

// --- On the server ------------------------------------------------------------------------------

export function change(field, value) {
  pending.set(field, { field, value, base: asked.get(field) ?? pending.get(field)?.base ?? Math.max(seen, known.get(field)?.edit ?? 0) });
  asked.delete(field);
  held.delete(field);
  words.set(field, `${labelOf(field)}: ${named(field, value)}`);
  fresh.set(field, pending.get(field));
  jotDown();
  // At no moment does it say "saved" when it is not.
  if (!refused) say("saving");
  afterPaint(() => {
    const kept = keep();
    if (trouble && !refused) kept.then(() => !busy && troubled());
  });
}

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(send, ms);
}

// Saves now, and calls back once all of it is on the server; not when something is left to decide.
export function saveNow(then) {
  whenSaved = then;
  later(0);
}

function next() {
  if (backlog.length) return backlog.shift();
  if (!pending.size && !behind) return null;
  number += 1;
  const changes = [...pending.values()];
  pending.clear();
  return { device, number, revision, seen, changes };
}

async function send() {
  if (busy || refused || !adopted || !(save ??= next())) return;
  busy = true;
  if (save.changes.length) {
    say("saving");
    await keep();
  }
  const answer = await post(path, save);
  busy = false;
  if (answer.told) return taken(answer.told);
  if (answer.trouble) {
    trouble = answer.trouble;
    troubled();
    later(wait * (0.8 + Math.random() * 0.4));
    wait = Math.min(wait * 2, 60000);
  } else if (save.device !== device) {
    // Of another state of the draft: it is this page's to change now, and asked about where it clashes.
    for (const one of save.changes) if (!pending.has(one.field)) pending.set(one.field, { ...one, base: 0 });
    save = null;
    later(0);
  } else {
    // As after submitting: what was typed stays on the page and on this device.
    refused = true;
    say("refused", { why: answer.refused });
  }
}

function troubled() {
  if (save?.changes.length || pending.size || backlog.length) say(`${trouble}${stored ? "-kept" : ""}`);
  else say(trouble === "lost" ? "offline" : "left");
}

// The server has it on the disk, but for what it says otherwise.
function taken(told) {
  const mine = save.device === device;
  const sent = new Map(save.changes.map((one) => [one.field, one]));
  save = trouble = null;
  wait = 2000;
  behind = !mine;
  for (const field of told.taken) {
    know(field, sent.get(field).value, told.edit);
    // What was changed again meanwhile was changed on top of what has just been taken.
    if (pending.has(field)) pending.get(field).base = told.edit;
  }
  for (const { field, theirs } of told.conflicts) clash(field, theirs, told.edit, sent.get(field));
  for (const { field, message } of told.refused) {
    if (!pending.has(field) && sent.has(field)) held.set(field, sent.get(field));
    refuse(field, message);
  }
  if (mine) {
    seen = told.edit;
    form.elements.seen.value = seen;
    const waiting = backlog.flatMap(({ changes }) => changes).map(({ field }) => field);
    for (const [field, value] of told.news) {
      know(field, value, seen);
      if (asked.has(field)) clash(field, value, seen, held.get(field));
      else if (!pending.has(field) && !waiting.includes(field)) put(field, value);
    }
    isCurrent();
  }
  if (!pending.size && !held.size && !backlog.length) words.clear();
  keep();
  if (isUnsaved() || behind) {
    if (isUnsaved()) say("saving");
    later(whenSaved || !mine ? 0 : 400);
  } else if (held.size) {
    whenSaved = null;
    say("open");
  } else {
    say("saved", { time: told.saved_at });
    whenSaved?.();
  }
}

function clash(field, theirs, edit, sent) {
  const { value: mine } = pending.get(field) ?? sent;
  held.set(field, { ...sent, value: mine });
  pending.delete(field);
  asked.set(field, edit);
  ask(field, mine, theirs, (value) => {
    put(field, value);
    change(field, value);
    later(0);
  });
}

// --- When ---------------------------------------------------------------------------------------

let leaving = false;

function changed({ target }) {
  if (!target.name || target.type === "hidden") return;
  const field = fieldOf(target);
  const row = target.closest(".rate-row");
  change(field, valueOf(field));
  afterPaint(() => {
    if (row && target.type === "radio") show(row);
    untell(field);
  });
  if (!trouble && !save) later(target.type === "radio" ? 400 : 1200);
}

form.addEventListener("change", changed);
form.addEventListener("input", (event) => event.target.type !== "radio" && changed(event));
for (const event of ["online", "send-now"]) addEventListener(event, () => later(0));
addEventListener("signed-out", () => (leaving = refused = true));
document.addEventListener("visibilitychange", () => send());
addEventListener("beforeunload", (event) => {
  if (!stored && isUnsaved()) event.preventDefault();
});

show();
// What was tapped before this script was there.
for (const input of form.elements) {
  if (input.type === "radio" ? input.checked && !input.defaultChecked : /^text/.test(input.type) && input.value !== input.defaultValue) changed({ target: input });
}
async function begin(tries) {
  try {
    await adopt();
  } catch {
    form.querySelector("[data-no-copies]").hidden = stored = false;
    if (tries) setTimeout(begin, 3000, tries - 1);
  }
  adopted = true;
  if (behind || isUnsaved()) later(0);
}
begin(3);
