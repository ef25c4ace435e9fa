// A page from the copy says so.
import { fill, isCopy, madeAt } from "./page.js";

const notice = document.querySelector("[data-as-of]");

export function isCurrent() {
  notice.hidden = true;
}

if (isCopy) {
  const at = new Date(madeAt);
  const day = at.toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short" };
  // The day before the month, as everywhere here.
  const { lang } = document.documentElement;
  const time = at.toLocaleString(lang === "en" ? "en-GB" : lang, { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  notice.hidden = false;
  notice.querySelector("p").textContent = fill(notice.dataset.text, { time });
}
