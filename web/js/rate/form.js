// The form and its rows.
export const form = document.querySelector("[data-rate]");
export const rows = [...form.querySelectorAll(".rate-row")];
export const markOf = (row) => row.querySelector("input:checked")?.value ?? "";
