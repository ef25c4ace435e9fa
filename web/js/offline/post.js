// Sends one save and says what became of it: `told` by the server, `refused` for good, or `trouble`:
// "lost" or "signed-out", to be sent again as it is.
import { owner } from "./page.js";

const token = () => document.querySelector('meta[name="form-token"]');

export async function post(path, save) {
  try {
    for (let tries = 0; tries < 2; tries += 1) {
      const answer = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Form-Token": token().content, Accept: "application/json" },
        body: JSON.stringify(save),
        redirect: "manual",
        signal: AbortSignal.timeout(20000),
      });
      const json = answer.headers.get("content-type")?.includes("json");
      const told = json ? await answer.json() : {};
      if (typeof told.edit === "number") return { told };
      if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) {
        if (await freshToken()) continue;
        return { trouble: "signed-out" };
      }
      if (answer.status >= 500 || [408, 429].includes(answer.status) || !json) return { trouble: "lost" };
      return { refused: told.message ?? String(answer.status) };
    }
    return { trouble: "signed-out" };
  } catch {
    return { trouble: "lost" };
  }
}

// After signing in again this page's token is out of date. That of another user is none of ours.
async function freshToken() {
  const page = await fetch("/account", { redirect: "manual", signal: AbortSignal.timeout(20000) });
  if (!page.ok) return false;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  if (fresh.querySelector('meta[name="owner"]')?.content !== owner) return false;
  const value = fresh.querySelector('meta[name="form-token"]').content;
  token().content = value;
  for (const input of document.querySelectorAll('input[name="form_token"]')) input.value = value;
  return true;
}
