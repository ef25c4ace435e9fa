// Finds out, from a page in the open, whether this device trusts the box by now: an answer over https means
// that it does, since no exception that somebody clicked away counts for another address.
const told = document.querySelector("[data-probe]");

async function look() {
  try {
    await fetch(told.dataset.probe, { mode: "no-cors", cache: "no-store", signal: AbortSignal.timeout(5000) });
  } catch {
    return false;
  }
  told.dataset.state = "trusted";
  told.querySelector("[data-not-yet]").hidden = true;
  told.querySelector("[data-trusted]").hidden = false;
  return true;
}

async function again() {
  if (document.hidden || !(await look())) setTimeout(again, 3000);
}

if (told) again();
