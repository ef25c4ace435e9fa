// Whose page this is, and whether it comes from the copy.
const meta = document.querySelector('meta[name="owner"]');
export const owner = meta.content;
export const isCopy = "copy" in document.documentElement.dataset;
export const madeAt = Number(meta.dataset.now);
// By the server's clock: the device's may be a year off. A page from the copy does not know.
export const now = () => (isCopy ? null : madeAt + performance.now());
export const fill = (text, values) => Object.entries(values).reduce((all, [name, value]) => all.replaceAll(`{${name}}`, value), text);
