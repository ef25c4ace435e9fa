// The secret of a one-time link stands behind #, which no server sees: it goes into the form and out of the address.
const form = document.querySelector("form[data-fragment]");
const take = () => {
  const code = decodeURIComponent(location.hash.slice(1));
  // Anything shorter is a jump inside the page.
  if (code.length < 20) return;
  form.elements[form.dataset.fragment].value = code;
  history.replaceState(null, "", location.pathname);
  form.querySelector("[data-fragment-field]")?.setAttribute("hidden", "");
  if ("fragmentSend" in form.dataset) form.requestSubmit();
};
if (form) {
  take();
  addEventListener("hashchange", take);
}
