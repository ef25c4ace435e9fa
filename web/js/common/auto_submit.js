// A filter applies when it is chosen; the search text on Enter or when left.
for (const form of document.querySelectorAll("form[data-auto-submit]")) {
  form.dataset.ready = "";
  form.addEventListener("change", () => form.requestSubmit());
  // Empty fields need not stand in the address.
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
}
