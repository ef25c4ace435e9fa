// Changes light and dark at once; the form behind it keeps the choice.
const form = document.querySelector("[data-theme-switch]");
form?.addEventListener("submit", (event) => {
  const chosen = event.submitter;
  if (!chosen) return;
  event.preventDefault();
  const root = document.documentElement;
  if (chosen.value === "device") delete root.dataset.theme;
  else root.dataset.theme = chosen.value;
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === chosen));
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, chosen)) });
});
