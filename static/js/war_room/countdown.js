/* Deadlines tick by the server's clock: every second, and at once after a sleep. */
import { serverNow } from "./server_time.js";

const two = (number) => String(number).padStart(2, "0");

/* 75 → "1:15", 3725 → "1:02:05"; days beyond two. */
export const spell = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  const days = Math.floor(whole / 86400);
  const hours = Math.floor((whole % 86400) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (days >= 2) return interpolate(gettext("%s d"), [days]) + ` ${two(hours)}:${two(minutes)}`;
  if (whole >= 3600) return `${hours + days * 24}:${two(minutes)}:${two(whole % 60)}`;
  return `${minutes}:${two(whole % 60)}`;
};

const show = (place, text) => { if (place && place.textContent !== text) place.textContent = text; };

export const tick = () => {
  const now = serverNow();
  document.querySelectorAll("[data-due-ms]").forEach((one) => {
    const left = (Number(one.dataset.dueMs) - now) / 1000;
    const late = left < 0;
    const span = (Number(one.dataset.dueMs) - Number(one.dataset.fromMs)) / 1000;
    one.classList.toggle("is-late", late);
    one.classList.toggle("is-near", !late && span > 0 && left < span / 4);
    one.classList.add("ticks");
    show(one.querySelector("[data-left]"), late
      ? interpolate(gettext("%s late"), [spell(-left)])
      : interpolate(gettext("%s left"), [spell(Math.ceil(left))]));
  });
  document.querySelectorAll("[data-since-ms]").forEach((one) => {
    show(one, spell((now - Number(one.dataset.sinceMs)) / 1000));
  });
};

tick();
setInterval(tick, 1000);
document.addEventListener("htmx:afterSettle", tick);
document.addEventListener("visibilitychange", tick);
window.addEventListener("pageshow", tick);
