/* Forms of the room are sent without leaving the page; what the server refuses is shown by its own
   page, what does not get through waits in the queue. */
import { clear, drop } from "./drafts.js";
import { answered } from "./offline.js";
import { look, release } from "./parts.js";
import { isSignIn, put } from "./queue.js";
import { wordsOf } from "./send_words.js";
import { newKey, soon } from "./store.js";

const isRoom = (address) => new URL(address, location.href).pathname === location.pathname;

const afterwards = (form) => {
  release(form);
  const key = form.querySelector("input[name=key]");
  clear(form);
  if (key) key.value = newKey();
  const folded = form.closest("details[data-fold], .room-log");
  if (folded) folded.open = false;
};

const tell = (text) => {
  const note = document.createElement("div");
  note.className = "alert tone-danger note";
  note.textContent = text;
  document.getElementById("messages")?.replaceChildren(note);
};

const natively = (form, button) => {
  form.dataset.plain = "";
  if (button) form.requestSubmit(button);
  else form.requestSubmit();
};

const send = async (form, button) => {
  const data = new FormData(form, button);
  const pairs = [...data.entries()];
  const hasFiles = pairs.some(([, value]) => value instanceof File && value.size);
  const address = button?.getAttribute("formaction") || form.getAttribute("action") || location.href;
  form.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, {
      method: "POST",
      body: hasFiles ? data : new URLSearchParams(pairs.filter(([, value]) => typeof value === "string")),
      headers: { "HX-Request": "true" },
      credentials: "same-origin",
      signal: hasFiles ? undefined : soon(),
    });
    answered();
    if (response.ok && (response.status === 204 || (response.redirected && isRoom(response.url)))) {
      afterwards(form);
      look();
    } else if (response.ok && response.redirected && !isSignIn(response)) {
      drop(form);
      location.assign(response.url);
    } else {
      // A refusal, a page that asks more, or a sign-in: shown as it would be without script.
      natively(form, button);
    }
  } catch {
    const kept = !hasFiles && put(new URL(address, location.href).pathname, pairs, wordsOf(form, button));
    if (kept) afterwards(form);
    else tell(gettext("There is no connection. What you typed stays here; send it again later."));
  } finally {
    form.removeAttribute("aria-busy");
  }
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("#room form[method=post]") || "plain" in form.dataset || form.closest("[data-plain]")) return;
  if (form.matches("[hx-post]")) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy")) return;
  send(form, event.submitter);
});

// A form of htmx that did its deed.
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[hx-post]");
  if (form && event.detail.successful) { afterwards(form); look(); }
});
