/* Declaring with a bad signal: what is typed stays, a double tap sends once, and without any signal
   the declaration waits and is sent when there is one. */
import { bringBack, drop } from "./drafts.js";
import { put } from "./queue.js";
import { wordsOf } from "./send_words.js";
import { soon } from "./store.js";

const form = document.getElementById("declare-form");
bringBack();

form.addEventListener("submit", async (event) => {
  if (form.getAttribute("aria-busy")) { event.preventDefault(); return; }
  form.setAttribute("aria-busy", "true");
  event.preventDefault();
  try {
    // Anything that answers will do: the form itself is then sent as without script.
    await fetch("/healthz", { cache: "no-store", signal: soon(10) });
    form.submit();
  } catch {
    form.removeAttribute("aria-busy");
    if (put(location.pathname, [...new FormData(form).entries()], wordsOf(form, event.submitter))) drop(form);
  }
});

document.addEventListener("room:sent", (event) => {
  if (new URL(event.detail.address).pathname !== location.pathname) location.assign(event.detail.address);
});
window.addEventListener("pageshow", () => form.removeAttribute("aria-busy"));

// Many systems: a box that hides the others while somebody types.
const boxes = [...form.querySelectorAll("input[name=systems][type=checkbox]")];
if (boxes.length > 8) {
  const search = document.createElement("input");
  search.type = "search";
  search.className = "form-control declare-search";
  search.setAttribute("aria-label", gettext("Find a system"));
  search.placeholder = gettext("Find a system");
  const lineOf = (box) => box.closest("li, label, .form-check") || box.parentElement;
  lineOf(boxes[0]).parentElement.before(search);
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/);
    boxes.forEach((box) => {
      const text = box.closest("label, .form-check, div")?.textContent.toLowerCase() || "";
      lineOf(box).hidden = !box.checked && !words.every((word) => text.includes(word));
    });
  });
}
