// How far it is; the words of the chosen level; the way to the next skill that is not rated.
import { fill } from "../offline/page.js";
import { form, markOf, rows } from "./form.js";

const anchors = new Map([...form.querySelectorAll("[data-anchors] [data-level]")].map((dd) => [dd.dataset.level, dd.textContent]));
const progress = form.querySelector("[data-progress]");
const progressText = form.querySelector("[data-progress-text]");
const nextOpen = form.querySelector("[data-next-open]");
export const marks = new Map();
const categories = [...form.querySelectorAll("[data-category]")].map((category) => ({
  own: [...category.querySelectorAll(".rate-row")],
  count: form.querySelector(`[data-count="${category.id}"]`),
}));

// The row that was marked, or all of them.
export function show(row) {
  for (const one of row ? [row] : rows) {
    marks.set(one, markOf(one));
    const anchor = one.querySelector("[data-anchor]");
    const words = anchors.get(marks.get(one)) ?? "";
    if (anchor.textContent !== words) anchor.textContent = words;
  }
  const isRated = (one) => marks.get(one) !== "";
  const rated = rows.filter(isRated).length;
  progress.value = rated;
  progressText.textContent = fill(progressText.dataset.text, { n: rated, of: rows.length });
  nextOpen.hidden = rated === rows.length;
  for (const { own, count } of categories) {
    if (row && !own.includes(row)) continue;
    const done = own.filter(isRated).length;
    count.textContent = `${done}/${own.length}`;
    count.toggleAttribute("data-full", done === own.length);
  }
}

nextOpen.addEventListener("click", (event) => {
  const from = rows.indexOf(document.activeElement?.closest(".rate-row"));
  const open = [...rows.slice(from + 1), ...rows.slice(0, from + 1)].find((row) => !marks.get(row));
  if (!open) return;
  event.preventDefault();
  location.hash = open.id;
  (open.querySelector("input:checked") ?? open.querySelector("input")).focus({ preventScroll: true });
});
