// Saves a draft as one goes and says so only when the server has confirmed; keys 1–5, N and 0;
// progress, the chosen level's words, jump to the next skill that is not rated.
const form = document.querySelector("[data-rate]");
const words = (element, values = {}) =>
  Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), element.dataset.text);

if (form) {
  form.dataset.rateReady = "";
  const state = form.querySelector("[data-state]");
  const rows = [...form.querySelectorAll(".rate-row")];
  const markOf = (row) => row.querySelector("input:checked")?.value ?? "";

  // --- What is shown ---------------------------------------------------------------------------

  const anchors = new Map([...form.querySelectorAll("[data-anchors] [data-level]")].map((dd) => [dd.dataset.level, dd.textContent]));
  const progress = form.querySelector("[data-progress]");
  const progressText = form.querySelector("[data-progress-text]");
  const nextOpen = form.querySelector("[data-next-open]");

  function show() {
    const rated = rows.filter(markOf).length;
    progress.value = rated;
    progressText.textContent = words(progressText, { n: rated, of: rows.length });
    nextOpen.hidden = rated === rows.length;
    for (const category of form.querySelectorAll("[data-category]")) {
      const own = [...category.querySelectorAll(".rate-row")];
      const done = own.filter(markOf).length;
      const count = form.querySelector(`[data-count="${category.id}"]`);
      if (!count) continue;
      count.textContent = `${done}/${own.length}`;
      count.toggleAttribute("data-full", done === own.length);
    }
  }

  function explain(row) {
    row.querySelector("[data-anchor]").textContent = anchors.get(markOf(row)) ?? "";
  }

  nextOpen.addEventListener("click", (event) => {
    const from = rows.indexOf(document.activeElement?.closest(".rate-row"));
    const open = [...rows.slice(from + 1), ...rows.slice(0, from + 1)].find((row) => !markOf(row));
    if (!open) return;
    event.preventDefault();
    location.hash = open.id;
    (open.querySelector("input:checked") ?? open.querySelector("input")).focus({ preventScroll: true });
  });

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest(".rate-row");
    if (!row || event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const value = key === "0" ? "" : key;
    if (!/^[0-5n]$/.test(key)) return;
    const radio = row.querySelector(`input[type="radio"][value="${value}"]`);
    event.preventDefault();
    radio.focus();
    if (!radio.checked) radio.click();
  });

  // --- Saving ----------------------------------------------------------------------------------
  //
  // What changed waits in `pending` with the edit it was changed on top of. One save is under way at
  // a time; until its answer is here it is sent again as it is, so that a lost answer does no harm.

  const device = crypto.randomUUID?.() ?? `d${Date.now()}-${Math.floor(Math.random() * 1e9)}`;
  const pending = new Map();
  // Fields whose clash is on the screen, with the edit they clashed at.
  const asked = new Map();
  let seen = Number(form.dataset.edit);
  let number = 0;
  let save = null;
  let busy = false;
  let timer = 0;
  let wait = 2000;
  let leaving = false;
  // The button that waits until everything is saved.
  let finishing = null;

  function say(now, values = {}) {
    state.dataset.now = now;
    const key = now.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    state.textContent = Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), state.dataset[key]);
  }

  function note(input) {
    if (!input.name || input.type === "hidden") return;
    const isSpecial = input.name.startsWith("special.");
    change(isSpecial ? "special" : input.name, isSpecial ? specialValue() : input.value);
    if (!save) {
      say("pending");
      later(input.type === "radio" ? 400 : 1200);
    }
  }

  // What is saved already was seen; what is asked about waits for the answer.
  function change(field, value) {
    pending.set(field, { field, value, base: asked.get(field) ?? pending.get(field)?.base ?? seen });
    asked.delete(field);
  }

  // Special skills are one field: a list.
  const special = form.querySelector("[data-special]");
  const specialRows = () => [...special.querySelectorAll("[data-special-row]")];
  const part = (input) => input.name.split(".")[2];

  function specialValue() {
    const list = specialRows().map((row) => Object.fromEntries([...row.querySelectorAll("[name]")].map((input) => [part(input), input.value])));
    return JSON.stringify(list.filter((skill) => Object.values(skill).some(Boolean)));
  }

  function addSpecial(skill = {}) {
    const rows = specialRows();
    const row = rows.at(-1).cloneNode(true);
    row.innerHTML = row.innerHTML.replaceAll(/special\.\d+\./g, `special.${rows.length}.`);
    row.querySelectorAll(".error, [data-told]").forEach((told) => told.remove());
    for (const input of row.querySelectorAll("[name]")) input.value = skill[part(input)] ?? "";
    rows.at(-1).after(row);
    return row;
  }

  function putSpecial(value) {
    const [first, ...rest] = specialRows();
    rest.forEach((row) => row.remove());
    const list = value ? JSON.parse(value) : [];
    for (const input of first.querySelectorAll("[name]")) input.value = list[0]?.[part(input)] ?? "";
    list.slice(1).forEach(addSpecial);
  }

  const addButton = special.querySelector("[data-special-add]");
  addButton.hidden = false;
  addButton.addEventListener("click", () => addSpecial().querySelector("input").focus());

  function later(ms) {
    clearTimeout(timer);
    timer = setTimeout(send, ms);
  }

  const token = () => document.querySelector('meta[name="form-token"]');

  async function send() {
    if (busy || (!save && pending.size === 0)) return;
    if (!save) {
      number += 1;
      save = { device, number, revision: Number(form.dataset.revision), seen, changes: [...pending.values()] };
      pending.clear();
    }
    busy = true;
    say("saving");
    try {
      const answer = await fetch(form.dataset.saves, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Form-Token": token().content, Accept: "application/json" },
        body: JSON.stringify(save),
        redirect: "manual",
      });
      const json = answer.headers.get("content-type")?.includes("json");
      const told = json ? await answer.json() : {};
      if (json && typeof told.edit === "number") {
        taken(told);
      } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        say("signed-out");
        await freshToken();
        again();
      } else if (answer.status >= 500 || answer.status === 429 || !json) {
        say("lost");
        again();
      } else {
        // Refused for good, as after submitting: what was typed stays on the page.
        say("refused", { why: told.message ?? answer.status });
        leaving = true;
      }
    } catch {
      say("lost");
      again();
    } finally {
      busy = false;
    }
  }

  function again() {
    later(wait);
    wait = Math.min(wait * 2, 60000);
  }

  // The server has it on the disk, but for what it says otherwise.
  function taken(told) {
    save = null;
    wait = 2000;
    seen = told.edit;
    form.elements.seen.value = seen;
    // What was changed again meanwhile was changed on top of what has just been taken.
    for (const field of told.taken) if (pending.has(field)) pending.get(field).base = seen;
    for (const { field, theirs } of told.conflicts) ask(field, theirs);
    for (const { field, message } of told.refused) refuse(field, message);
    for (const [field, value] of told.news) {
      if (asked.has(field)) ask(field, value);
      else if (!pending.has(field)) put(field, value);
    }
    show();
    if (pending.size) {
      say("pending");
      later(finishing ? 0 : 400);
    } else if (asked.size || told.refused.length) {
      say("open");
      finishing = null;
    } else {
      say("saved", { time: told.saved_at });
      if (finishing) form.requestSubmit(finishing);
    }
  }

  // After a new sign-in in another tab this page's token is out of date: take the new one.
  async function freshToken() {
    try {
      const page = await fetch(location.pathname, { redirect: "manual" });
      if (!page.ok) return;
      const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector('meta[name="form-token"]');
      if (!fresh) return;
      token().content = fresh.content;
      form.elements.form_token.value = fresh.content;
      wait = 500;
    } catch { /* still no connection: the next try will tell */ }
  }

  const inputsOf = (field) => [...form.querySelectorAll(`[name="${CSS.escape(field)}"]`)];
  const placeOf = (field) => (field === "special" ? special : inputsOf(field)[0]?.closest("[data-row], .field"));

  function valueOf(field) {
    if (field === "special") return specialValue();
    const inputs = inputsOf(field);
    return (inputs[0]?.type === "radio" ? inputs.find((input) => input.checked) : inputs[0])?.value ?? "";
  }

  function put(field, value) {
    if (field === "special") return putSpecial(value);
    for (const input of inputsOf(field)) {
      if (input.type === "radio") input.checked = input.value === value;
      else input.value = value;
    }
    const row = placeOf(field);
    if (row?.matches(".rate-row")) explain(row);
  }

  // The same field was saved on another device: both values, and whoever is here decides.
  function ask(field, theirs) {
    const yours = valueOf(field);
    const box = document.querySelector("[data-conflict-words]").content.cloneNode(true).firstElementChild;
    const named = (value) => (field === "special" && value ? JSON.parse(value).map((skill) => skill.name).join(", ") : value) || "–";
    for (const element of box.querySelectorAll("[data-text]")) element.textContent = words(element, { mine: named(yours), theirs: named(theirs) });
    asked.set(field, seen);
    pending.delete(field);
    const decide = (value) => {
      box.remove();
      put(field, value);
      show();
      change(field, value);
      later(0);
    };
    box.querySelector("[data-mine]").addEventListener("click", () => decide(yours));
    box.querySelector("[data-theirs]").addEventListener("click", () => decide(theirs));
    tell(field, box);
  }

  function refuse(field, message) {
    const box = document.createElement("p");
    box.className = "error";
    box.setAttribute("role", "alert");
    box.textContent = message;
    tell(field, box);
  }

  function tell(field, box) {
    const place = placeOf(field);
    if (!place) return;
    box.dataset.told = field;
    place.querySelector(`[data-told="${CSS.escape(field)}"]`)?.remove();
    place.append(box);
  }

  form.addEventListener("change", (event) => {
    const row = event.target.closest(".rate-row");
    if (row && event.target.type === "radio") explain(row);
    show();
    event.target.closest("[data-row], .field")?.querySelector(`[data-told="${CSS.escape(event.target.name)}"]`)?.remove();
    note(event.target);
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input:not([type=radio])")) note(event.target);
  });
  window.addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (pending.size || save)) event.preventDefault();
  });

  // --- Finishing -------------------------------------------------------------------------------

  const dialog = document.querySelector("[data-same]");
  let looked = false;
  form.addEventListener("submit", (event) => {
    const rated = rows.map(markOf).filter(Boolean);
    const same = rated.length >= 8 && rated.every((mark) => mark === rated[0]);
    if (event.submitter?.matches("[data-submit]") && same && !looked) {
      event.preventDefault();
      looked = true;
      const title = dialog.querySelector("h2");
      title.textContent = words(title, { n: rated.length, level: rated[0] === "n" ? "n/a" : rated[0] });
      dialog.showModal();
      return;
    }
    // Leave only once all of it is on the server: without a connection one stays here.
    if (!leaving && (pending.size || save)) {
      event.preventDefault();
      finishing = event.submitter;
      later(0);
      return;
    }
    leaving = true;
  });
  dialog.querySelector("[data-look]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-anyway]").addEventListener("click", () => {
    dialog.close();
    form.requestSubmit(form.querySelector("[data-submit]"));
  });

  // --- Which category is on the screen ---------------------------------------------------------

  const index = form.querySelector("[data-index]");
  function here() {
    const target = document.getElementById(location.hash.slice(1));
    const page = target?.closest(".rate-page");
    for (const link of index.querySelectorAll("a")) {
      if (page && link.hash === `#${page.id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (matchMedia("(width < 60rem)").matches) index.open = false;
  }
  addEventListener("hashchange", here);
  here();
  // A browser may fill the form with what stood there before a reload.
  rows.forEach(explain);
  show();
}
