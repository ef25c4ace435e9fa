// The form and its rows.
export const form = document.querySelector("[data-rate]");
export const rows = [...form.querySelectorAll(".rate-row")];
export const markOf = (row) => row.querySelector("input:checked")?.value ?? "";

// After what was tapped is on the screen, and at once where nothing is drawn.
export const afterPaint = (work) => (document.hidden ? work() : requestAnimationFrame(() => setTimeout(work)));
