// The device most likely stands where the company is.
const zone = document.querySelector("[data-time-zone] input");
if (zone && !zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
