/* Saves by itself. What cannot be sent is kept in this browser and sent later; nothing is lost. */
import { body, config, form, input, read, saved, send, texts, write } from "./page.js";
import { askWhichStays, threeWay } from "./merge.js";
import { showErrors, preview } from "./preview.js";
import { adopt } from "./undo.js";

const PAUSE_MS = 900;
const RETRY_MS = 4000;
const status = document.getElementById("save-status");
let base = Object.fromEntries(Object.entries(saved).map(([name, text]) => [name, String(text)]));
let version = Number(saved.version);
let timer = 0;
let running = false;
let again = false;
let leaving = null;

const say = (words, tone = "") => { status.textContent = words; status.dataset.tone = tone; };
const differs = () => Object.entries(texts()).some(([name, text]) => text !== (base[name] ?? ""));
export const savedVersion = () => version;

const keep = () => {
  try {
    if (differs()) localStorage.setItem(config.store, JSON.stringify({ version, base, mine: texts() }));
    else localStorage.removeItem(config.store);
  } catch { /* a full or forbidden store: the server's copy is the one that counts */ }
};

const setVersion = (value) => { version = value; form.elements.version.value = value; };

/* Show the server's spelling where nobody typed on meanwhile. */
const adoptSaved = (answer, sent) => {
  setVersion(answer.version);
  base = { ...answer.values };
  for (const name of Object.keys(answer.errors ?? {})) if (name in sent) base[name] = answer.values[name] ?? "";
  for (const [name, text] of Object.entries(answer.values)) {
    const one = input(name);
    if (!one || name === "version" || answer.errors?.[name]) continue;
    if (read(one) !== sent[name] || one === document.activeElement) continue;
    if (read(one) !== text) { write(one, text); adopt(name, text); }
  }
};

/* Somebody else saved: merge what differs, ask only where both changed the same field. */
const mergeWith = async (theirs) => {
  const mine = texts();
  const { merged, conflicts } = threeWay(base, mine, theirs.values);
  if (conflicts.length) {
    say(gettext("Changed by somebody else"), "warning");
    Object.assign(merged, await askWhichStays(conflicts, mine, theirs.values, theirs.labels));
  }
  for (const [name, text] of Object.entries(merged)) {
    const one = input(name);
    if (one && read(one) !== text) { write(one, text); adopt(name, text); }
  }
  setVersion(theirs.version);
  base = { ...theirs.values };
  preview();
  if (!conflicts.length) say(gettext("Merged with somebody else's changes"), "info");
};

const once = async () => {
  const sent = texts();
  const response = await send(config.draft, "PATCH", body(version));
  const answer = await response.json();
  if (response.ok) {
    adoptSaved(answer, sent);
    const wrong = Object.keys(answer.errors).filter((name) => name !== "version");
    showErrors(answer.errors);
    if (wrong.length) say(interpolate(gettext("Saved %s, except what is marked"), [answer.saved_at]), "warning");
    else say(interpolate(gettext("Saved %s"), [answer.saved_at]), "ok");
  } else if (response.status === 409) {
    await mergeWith(answer);
    again = differs();
  } else if (response.status === 410) {
    say(answer.gone, "danger");
  } else {
    showErrors(answer.errors ?? {});
    say(gettext("Not saved: see what is marked"), "danger");
  }
};

export const save = async () => {
  clearTimeout(timer);
  if (running) { again = true; return; }
  if (!differs()) { keep(); return; }
  running = true;
  say(gettext("Saving …"));
  try {
    await once();
  } catch {
    say(gettext("Offline: kept in this browser, sent when the server answers"), "warning");
    timer = setTimeout(save, RETRY_MS);
  } finally {
    running = false;
    keep();
  }
  if (leaving) { form.requestSubmit(leaving.submitter); return; }
  if (again) { again = false; later(); }
};
const later = () => { keep(); clearTimeout(timer); timer = setTimeout(save, PAUSE_MS); };

/* The page as the server has it now; called when the heartbeat tells of a newer version. */
export const refresh = async () => {
  if (running) return;
  const response = await fetch(config.draft, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const answer = await response.json();
  if (answer.version > version) { await mergeWith(answer); if (differs()) later(); else keep(); }
};

const restore = async () => {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(config.store)); } catch { kept = null; }
  if (!kept) return;
  const now = { version, values: { ...base }, labels: {} };
  for (const [name, text] of Object.entries(kept.mine)) { const one = input(name); if (one) { write(one, text); adopt(name, text); } }
  base = kept.base;
  await mergeWith(now);
  say(gettext("What was not sent last time is back"), "info");
  later();
};

form.addEventListener("input", later);
form.addEventListener("editor:changed", later);
/* Sent while a save is under way, the form would meet that save as somebody else's change. */
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  leaving = running ? event : null;
  if (running) event.preventDefault();
});
form.addEventListener("submit", () => { try { localStorage.removeItem(config.store); } catch { /* see keep */ } });
addEventListener("online", save);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") { keep(); save(); } });
restore();
