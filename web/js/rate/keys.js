// Keys in a row: 1 to 5, N for not applicable, 0 to clear.
import { form } from "./form.js";

form.addEventListener("keydown", (event) => {
  const row = event.target.closest(".rate-row");
  if (!row || event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (!/^[0-5n]$/.test(key)) return;
  const radio = row.querySelector(`input[type="radio"][value="${key === "0" ? "" : key}"]`);
  event.preventDefault();
  radio.focus();
  if (!radio.checked) radio.click();
});
