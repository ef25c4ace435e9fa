// What the server does not take as it is: the same field from another device, a value refused.
import { fill } from "../offline/page.js";
import { named, tell } from "./fields.js";

// Both values, and whoever is here decides.
export function ask(field, mine, theirs, decide) {
  const box = document.querySelector("[data-conflict-words]").content.cloneNode(true).firstElementChild;
  const values = { mine: named(field, mine), theirs: named(field, theirs) };
  for (const element of box.querySelectorAll("[data-text]")) element.textContent = fill(element.dataset.text, values);
  for (const [button, value] of [["[data-mine]", mine], ["[data-theirs]", theirs]]) {
    box.querySelector(button).addEventListener("click", () => {
      box.remove();
      decide(value);
    });
  }
  tell(field, box);
}

export function refuse(field, message) {
  const box = document.createElement("p");
  box.className = "error";
  box.setAttribute("role", "alert");
  box.textContent = message;
  tell(field, box);
}
