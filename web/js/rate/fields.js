// A field of the draft on the page: its value, and where something is said about it.
import { form } from "./form.js";
import { show } from "./progress.js";
import { putSpecial, special, specialValue } from "./special.js";

const inputsOf = (field) => [...form.querySelectorAll(`[name="${CSS.escape(field)}"]`)];
const placeOf = (field) => (field === "special" ? special : inputsOf(field)[0]?.closest("[data-row], .field"));

// In words, as they stand on the page.
export const labelOf = (field) => placeOf(field)?.querySelector("legend, label, h3, p")?.firstChild.textContent.trim() ?? field;
export const named = (field, value) => (field === "special" && value ? JSON.parse(value).map((skill) => skill.name).join(", ") : value) || "–";

export const fieldOf = (input) => (input.name.startsWith("special.") ? "special" : input.name);

export function valueOf(field) {
  if (field === "special") return specialValue();
  const inputs = inputsOf(field);
  return (inputs[0]?.type === "radio" ? inputs.find((input) => input.checked) : inputs[0])?.value ?? "";
}

export function put(field, value) {
  if (field === "special") return putSpecial(value);
  for (const input of inputsOf(field)) {
    if (input.type === "radio") input.checked = input.value === value;
    else input.value = value;
    // What was written is to be seen.
    if (value && input.closest(".rate-note")) input.closest(".rate-note").open = true;
  }
  const row = placeOf(field);
  if (row?.matches(".rate-row")) show(row);
}

export function tell(field, box) {
  untell(field);
  box.dataset.told = field;
  placeOf(field)?.append(box);
}

export const untell = (field) => placeOf(field)?.querySelector(`[data-told="${CSS.escape(field)}"]`)?.remove();
