// What went wrong takes the focus, so that it is read out first.
document.querySelector("[data-focus]")?.focus();
