// Where a level says much, at 1, at 5 and at a change of 2 or more, the note opens and says why one
// would write it. Nobody has to.
import { afterPaint, form, markOf } from "./form.js";

const reasons = document.querySelector("[data-note-words]").content;

function hint(row) {
  const note = row.querySelector(".rate-note");
  note.querySelector("[data-why]")?.remove();
  const area = note.querySelector("textarea");
  const level = Number(markOf(row));
  const was = Number(row.dataset.was);
  const moved = level && was && Math.abs(level - was) >= 2;
  const why = reasons.querySelector(`[data-why="${moved ? "moved" : level}"]`);
  if (!why || area.value) {
    // It was opened here, and is not needed any more.
    if ("opened" in note.dataset && !area.value) note.open = false;
    return;
  }
  if (!note.open) note.dataset.opened = "";
  note.open = true;
  area.before(why.cloneNode(true));
}

form.addEventListener("change", ({ target }) => {
  const row = target.closest(".rate-row");
  if (row && target.type === "radio") afterPaint(() => hint(row));
});
