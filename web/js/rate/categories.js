// Which category is on the screen.
import { form } from "./form.js";

const index = form.querySelector("[data-index]");

function here() {
  const page = document.getElementById(location.hash.slice(1))?.closest(".rate-page");
  for (const link of index.querySelectorAll("a")) {
    if (page && link.hash === `#${page.id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (matchMedia("(width < 60rem)").matches) index.open = false;
}

addEventListener("hashchange", here);
here();
form.dataset.rateReady = "";
