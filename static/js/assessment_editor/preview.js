/* What the rules say about the texts on the page: asked of the server while typing. */
import { body, changed, config, form, input, send } from "./page.js";
import { commit } from "./undo.js";
import { mark } from "./grid.js";

const panel = document.getElementById("panel");
const curve = document.getElementById("curve");
const PAUSE_MS = 180;
let timer = 0;
let asked = 0;

export const showErrors = (errors) => {
  for (const one of form.querySelectorAll("[data-live-error]")) one.remove();
  for (const one of form.querySelectorAll(".is-wrong")) one.classList.remove("is-wrong");
  for (const [name, words] of Object.entries(errors)) {
    const target = input(name);
    if (!target || name === "version") continue;
    const place = target.closest("td, .field") || target.parentElement;
    place.classList.add("is-wrong");
    target.setAttribute("aria-invalid", "true");
    const note = document.createElement("span");
    note.className = "cell-error";
    note.dataset.liveError = "";
    note.textContent = words.join(" ");
    place.append(note);
  }
  for (const one of form.querySelectorAll('[aria-invalid="true"]')) if (!errors[one.name]) one.removeAttribute("aria-invalid");
};

/* "Use 15 min": takes the proposal over into the decided value. */
const offer = () => {
  const proposals = panel.querySelector(".panel-take")?.dataset ?? {};
  for (const place of form.querySelectorAll("[data-takes]")) {
    const [button, text] = [place.querySelector(".take"), (proposals[place.dataset.takes] ?? "").replaceAll("\u00a0", " ")];
    button.hidden = text === "" || text === input(place.dataset.takes).value;
    button.textContent = interpolate(gettext("Use %s"), [text]);
    button.dataset.text = text;
  }
};
form.addEventListener("click", (event) => {
  const button = event.target.closest(".take");
  if (!button) return;
  input(button.closest("[data-takes]").dataset.takes).value = button.dataset.text;
  changed(commit());
});

const ask = async () => {
  const turn = ++asked;
  let answer;
  try {
    const response = await send(config.preview, "POST", body());
    if (!response.ok) return;
    answer = await response.json();
  } catch {
    return; // offline: the autosave says so
  }
  if (turn !== asked) return;
  showErrors(answer.errors);
  if (answer.panel === undefined) return;
  panel.innerHTML = answer.panel;
  mark(answer.marks);
  offer();
  const spec = JSON.stringify(answer.curve);
  const script = document.getElementById("curve-spec");
  if (script.textContent !== spec) {
    script.textContent = spec;
    curve.hidden = answer.curve === null;
    if (answer.curve !== null) document.dispatchEvent(new CustomEvent("charts:draw"));
  }
};

export const preview = () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE_MS);
};
offer();
form.addEventListener("input", preview);
form.addEventListener("editor:changed", preview);
