/* The runner and the evaluator's page: parts that renew themselves, a queue, the script's own time. */
import "./war_room/room.js";
import { spell } from "./war_room/countdown.js";
import { waiting } from "./war_room/queue.js";
import { serverNow } from "./war_room/server_time.js";

/* At twice the speed the script's clock goes twice as fast. */
const scriptTime = () => {
  document.querySelectorAll("[data-speed]").forEach((one) => {
    one.textContent = spell(((serverNow() - Number(one.dataset.sinceMs)) / 1000) * Number(one.dataset.speed));
  });
};
setInterval(scriptTime, 1000);
document.addEventListener("htmx:afterSettle", scriptTime);
scriptTime();

/* A button that was pressed holds its part back no longer than the sending takes. */
document.addEventListener("submit", (event) => {
  if (event.target.matches(".stage-speed")) setTimeout(() => document.activeElement?.blur(), 0);
});

/* What was tapped without a signal looks tapped: it waits, and is not asked for again. */
const mark = () => {
  const kept = new Map(waiting().map((one) => [one.address, one]));
  document.querySelectorAll("form[data-judge]").forEach((form) => {
    const one = kept.get(new URL(form.action, location.href).pathname);
    const card = form.closest(".stage-expected");
    card.classList.toggle("is-waiting", Boolean(one));
    const note = card.querySelector(".stage-waits");
    if (note) note.hidden = !one;
    const said = one?.pairs.find(([name]) => name === "result")?.[1];
    form.querySelectorAll("button[name=result]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.value === said));
    });
  });
};
const place = document.getElementById("room-queue");
if (place) new MutationObserver(mark).observe(place, { childList: true, attributes: true });
document.addEventListener("htmx:afterSettle", mark);
mark();
