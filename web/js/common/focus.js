// What went wrong says which field it is about, as the label there reads, and takes the focus, so
// that it is read out first.
for (const link of document.querySelectorAll(".error-summary a")) {
  const field = document.getElementById(link.hash.slice(1));
  const label = field?.labels?.[0] ?? field?.querySelector(":scope > legend");
  const name = label?.firstChild?.textContent.trim();
  if (name) link.prepend(`${name}: `);
}
document.querySelector("[data-focus]")?.focus();
