// Special skills are one field: a list.
import { form } from "./form.js";

export const special = form.querySelector("[data-special]");
const specialRows = () => [...special.querySelectorAll("[data-special-row]")];
const part = (input) => input.name.split(".")[2];

export function specialValue() {
  const list = specialRows().map((row) => Object.fromEntries([...row.querySelectorAll("[name]")].map((input) => [part(input), input.value])));
  const filled = list.filter((skill) => Object.values(skill).some(Boolean));
  return filled.length ? JSON.stringify(filled) : "";
}

function fillIn(row, skill = {}) {
  for (const input of row.querySelectorAll("[name]")) input.value = skill[part(input)] ?? "";
}

function add(skill) {
  const all = specialRows();
  const row = all.at(-1).cloneNode(true);
  row.innerHTML = row.innerHTML.replaceAll(/special\.\d+\./g, `special.${all.length}.`);
  row.querySelectorAll(".error, [data-told]").forEach((told) => told.remove());
  fillIn(row, skill);
  all.at(-1).after(row);
  return row;
}

export function putSpecial(value) {
  const [first, ...rest] = specialRows();
  rest.forEach((row) => row.remove());
  const [skill, ...more] = value ? JSON.parse(value) : [];
  fillIn(first, skill);
  more.forEach(add);
}

const button = special.querySelector("[data-special-add]");
button.hidden = false;
button.addEventListener("click", () => add().querySelector("input").focus());
