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

  const pending = new Map();
  let edit = Number(form.dataset.edit);
  let timer = 0;
  let sending = false;
  let wait = 2000;
  let leaving = false;

  function say(now, values = {}) {
    state.dataset.now = now;
    const key = now.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
    state.textContent = Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), state.dataset[key]);
  }

  function note(field) {
    if (!field.name || field.type === "hidden") return;
    pending.set(field.name, field.value);
    if (!sending) say("pending");
    later(field.type === "radio" ? 400 : 1200);
  }

  function later(ms) {
    clearTimeout(timer);
    timer = setTimeout(send, ms);
  }

  const token = () => document.querySelector('meta[name="form-token"]');

  async function send() {
    if (sending || pending.size === 0) return;
    sending = true;
    say("saving");
    const sent = new Map(pending);
    pending.clear();
    const back = () => {
      for (const [name, value] of sent) if (!pending.has(name)) pending.set(name, value);
    };
    try {
      const answer = await fetch(form.dataset.saves, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Form-Token": token().content, Accept: "application/json" },
        body: JSON.stringify({ base_edit: edit, fields: Object.fromEntries(sent) }),
        redirect: "manual",
      });
      const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
      if (answer.ok) {
        if (typeof told.edit === "number") edit = told.edit;
        form.elements.base_edit.value = edit;
        wait = 2000;
        if (told.conflicts?.length) conflicts(told.conflicts, sent);
        else saved(told.saved_at);
      } else if (answer.status === 409 && told.conflicts?.length) {
        if (typeof told.edit === "number") edit = told.edit;
        back();
        conflicts(told.conflicts, sent);
      } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
        back();
        say("signed-out");
        await freshToken();
        retry();
      } else if (answer.status >= 500 || answer.status === 429) {
        back();
        say("lost");
        retry();
      } else {
        // Refused for good (submitted meanwhile, a value that is not accepted): what was typed stays on the page.
        say("refused", { why: told.message ?? answer.status });
      }
    } catch {
      back();
      say("lost");
      retry();
    } finally {
      sending = false;
      if (pending.size && state.dataset.now !== "lost" && state.dataset.now !== "signed-out") later(400);
    }
  }

  function saved(at) {
    if (pending.size) return say("pending");
    const time = at ? new Date(at) : new Date();
    say("saved", { time: time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) });
  }

  function retry() {
    later(wait);
    wait = Math.min(wait * 2, 60000);
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

  // The same field was saved on another device: both values, and whoever is here decides.
  function conflicts(all, sent) {
    const template = document.querySelector("[data-conflict-words]");
    for (const { field, theirs } of all) {
      pending.delete(field);
      const inputs = [...form.querySelectorAll(`[name="${CSS.escape(field)}"]`)];
      const place = inputs[0]?.closest("[data-row], .field");
      if (!place) continue;
      const mine = sent.get(field) ?? "";
      const box = template.content.cloneNode(true).firstElementChild;
      const shown = { mine: mine || "–", theirs: theirs || "–" };
      for (const element of box.querySelectorAll("[data-text]")) element.textContent = words(element, shown);
      const take = (value) => {
        for (const input of inputs) {
          if (input.type === "radio") input.checked = input.value === value;
          else input.value = value;
        }
        box.remove();
        if (place.matches(".rate-row")) explain(place);
        show();
        pending.set(field, value);
        later(0);
      };
      box.querySelector("[data-mine]").addEventListener("click", () => take(mine));
      box.querySelector("[data-theirs]").addEventListener("click", () => take(theirs));
      place.querySelector(".rate-conflict")?.remove();
      place.append(box);
    }
    say(pending.size ? "pending" : "pending");
  }

  form.addEventListener("change", (event) => {
    const row = event.target.closest(".rate-row");
    if (row && event.target.type === "radio") explain(row);
    show();
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
    if (!leaving && (pending.size || sending)) event.preventDefault();
  });

  // --- Finishing -------------------------------------------------------------------------------

  const dialog = document.querySelector("[data-same]");
  let asked = false;
  form.addEventListener("submit", (event) => {
    const rated = rows.map(markOf).filter(Boolean);
    const same = rated.length >= 8 && rated.every((mark) => mark === rated[0]);
    if (event.submitter?.matches("[data-submit]") && same && !asked) {
      event.preventDefault();
      asked = true;
      const title = dialog.querySelector("h2");
      title.textContent = words(title, { n: rated.length, level: rated[0] === "n" ? "n/a" : rated[0] });
      dialog.showModal();
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
    const target = location.hash && document.getElementById(location.hash.slice(1));
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
