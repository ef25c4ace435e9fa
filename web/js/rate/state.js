// Says where the draft is. Read out when that has changed and stays so, not at each tap.
import { fill } from "../offline/page.js";
import { form } from "./form.js";

const state = form.querySelector("[data-state]");
const signIn = form.querySelector("[data-sign-in]");
const spoken = form.querySelector("[data-spoken]");
const QUIET = 2500;
let speaking = 0;
let last = state.dataset.now;

export function say(now, values = {}) {
  state.dataset.now = now;
  const words = fill(state.dataset[now.replace(/-(.)/g, (_, letter) => letter.toUpperCase())], values);
  if (state.textContent !== words) state.textContent = words;
  signIn.hidden = !/signed-out|left/.test(now);
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    if (now === last || now === "saving") return;
    last = now;
    spoken.textContent = words;
  }, QUIET);
}
