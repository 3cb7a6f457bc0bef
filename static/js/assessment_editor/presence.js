/* "Bob is editing too": a heartbeat that also tells when somebody else has saved. */
import { config, form, send } from "./page.js";
import { refresh, savedVersion } from "./autosave.js";

const BEAT_MS = 5000;
const place = document.getElementById("presence");

const beat = async () => {
  if (document.visibilityState === "hidden") return;
  try {
    const response = await send(config.presence, "POST", new URLSearchParams());
    if (!response.ok) return;
    const answer = await response.json();
    const words = answer.others.length ? interpolate(gettext("%s is editing too"), [answer.others.join(", ")]) : "";
    if (place.textContent.trim() !== words) place.textContent = words;
    if (answer.version > savedVersion()) await refresh();
  } catch { /* offline: the autosave says so */ }
};
setInterval(beat, BEAT_MS);
addEventListener("pagehide", () => {
  const data = new FormData();
  data.set("leave", "1");
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  navigator.sendBeacon(config.presence, data);
});
