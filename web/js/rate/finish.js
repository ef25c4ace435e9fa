// Finishing: once all of it is on the server; all the same over many skills asks once.
import { fill } from "../offline/page.js";
import { form, markOf, rows } from "./form.js";
import { isUnsaved, saveNow } from "./saving.js";

const dialog = document.querySelector("[data-same]");
const MANY = 8;
let looked = false;

form.addEventListener("submit", (event) => {
  const rated = rows.map(markOf).filter(Boolean);
  const same = rated.length >= MANY && rated.every((mark) => mark === rated[0]);
  if (event.submitter?.matches("[data-submit]") && same && !looked) {
    event.preventDefault();
    looked = true;
    const title = dialog.querySelector("h2");
    title.textContent = fill(title.dataset.text, { n: rated.length, level: rated[0] === "n" ? "n/a" : rated[0] });
    dialog.showModal();
  } else if (isUnsaved()) {
    // Without a connection one stays here.
    event.preventDefault();
    const { submitter } = event;
    saveNow(() => form.requestSubmit(submitter));
  }
});
dialog.querySelector("[data-look]").addEventListener("click", () => dialog.close());
dialog.querySelector("[data-anyway]").addEventListener("click", () => {
  dialog.close();
  form.requestSubmit(form.querySelector("[data-submit]"));
});
