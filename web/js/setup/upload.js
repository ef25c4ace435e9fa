// A large file says how much of it has gone, and then that it is looked through; other long work, that it is
// under way. Without script both are forms like any other.
const show = (form, text, percent) => {
  form.querySelector("[data-working]").hidden = false;
  form.querySelector("[role=status]").textContent = text;
  const bar = form.querySelector("progress");
  if (percent === undefined) bar.removeAttribute("value");
  else bar.value = percent;
};
const stop = (form, text) => {
  show(form, text, 0);
  delete form.dataset.sent;
};
const send = (form, words) => {
  const request = new XMLHttpRequest();
  request.upload.onprogress = ({ loaded, total }) => {
    const percent = Math.floor((100 * loaded) / total);
    // Read out in steps, not at each percent.
    if (percent < 100) show(form, words.sending.replace("{n}", percent - (percent % 10)), percent);
    else show(form, words.looking);
  };
  request.onload = () => {
    if (request.responseURL !== form.action) return location.assign(request.responseURL);
    // Not taken: what the answer says, in place of this page.
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.querySelector("[data-focus]")?.focus();
  };
  request.onerror = () => stop(form, words.lost);
  request.open("POST", form.action);
  request.send(new FormData(form));
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.querySelector("[data-working]")) return;
  const words = form.querySelector("[role=status]").dataset;
  const [file] = form.querySelector("[type=file]")?.files ?? [];
  if (!("upload" in form.dataset)) return show(form, words.looking);
  // Nothing chosen is answered at once.
  if (!file) return;
  event.preventDefault();
  if (file.size > form.dataset.upload) return stop(form, words.large);
  show(form, words.sending.replace("{n}", 0), 0);
  send(form, words);
});
