/* What is typed stays in this browser, by incident, form and field, until the server has taken it
   (CON-2): a reload, a dead battery or a lost signal loses nothing. */
import { place, read, write } from "./store.js";

const KEPT_FOR_MS = 7 * 86400 * 1000;
const KINDS = "textarea, input[type=text], input[type=datetime-local], input[type=number], input:not([type]), select";
const nameOf = (form) => `draft:${place}:${form.dataset.draft || form.getAttribute("action") || location.pathname}`;

const fieldsOf = (form) => [...form.querySelectorAll(KINDS)].filter((one) => one.name && one.type !== "hidden");
const isChanged = (one) => (one.tagName === "SELECT"
  ? [...one.options].some((option) => option.selected !== option.defaultSelected)
  : one.value !== one.defaultValue);

export const unsaved = (form) => {
  if (fieldsOf(form).some(isChanged)) return true;
  const ticks = form.querySelectorAll("input[type=checkbox], input[type=radio]");
  return [...ticks].some((one) => one.checked !== one.defaultChecked)
    || [...form.querySelectorAll("input[type=file]")].some((one) => one.files.length > 0);
};

export const keep = (form) => {
  const typed = fieldsOf(form).filter(isChanged).map((one) => [one.name, one.value]);
  write(nameOf(form), typed.length ? { at: Date.now(), typed } : null);
};

export const drop = (form) => write(nameOf(form), null);

/* The form is empty and fresh again: its words are with the server or in the queue. */
export const clear = (form) => {
  drop(form);
  form.reset();
};

export const bringBack = (from = document) => {
  from.querySelectorAll("#room form[method=post]").forEach((form) => {
    const kept = read(nameOf(form), null);
    if (!kept || Date.now() - kept.at > KEPT_FOR_MS) return;
    let back = 0;
    kept.typed.forEach(([name, value]) => {
      const field = fieldsOf(form).find((one) => one.name === name);
      if (field && !isChanged(field) && field.value !== value) { field.value = value; back += 1; }
    });
    if (!back) return;
    const folded = form.closest("details");
    if (folded) folded.open = true;
    form.querySelectorAll("details").forEach((one) => {
      if (fieldsOf(one).some(isChanged)) one.open = true;
    });
    if (!form.querySelector(".draft-note")) {
      const note = document.createElement("p");
      note.className = "draft-note text-secondary";
      note.textContent = gettext("You typed this earlier; it was not sent.");
      form.prepend(note);
    }
  });
};

document.addEventListener("input", (event) => {
  const form = event.target.closest("#room form[method=post]");
  if (form) keep(form);
});
document.addEventListener("submit", (event) => event.target.querySelector?.(".draft-note")?.remove());
