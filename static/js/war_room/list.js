/* The list asks every 15 seconds with the filters of its address; what is read is left alone. */
import "./countdown.js";

const busy = () => {
  const results = document.getElementById("listing-results");
  const active = document.activeElement;
  const chosen = window.getSelection();
  return results.contains(active) || (chosen && !chosen.isCollapsed && results.contains(chosen.anchorNode));
};

document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id !== "incident-poll") return;
  if (busy()) { event.preventDefault(); return; }
  new URLSearchParams(location.search).forEach((value, name) => event.detail.parameters.append(name, value));
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) htmx.trigger("#incident-poll", "room:look");
});
