/* The server's clock. The phone's own is never trusted (TIM-6): every answer of the server says
   what time it is, and between two answers performance.now() counts on. While a device sleeps that
   counter may stand still; then Date has run ahead of it, and the difference is added until the
   next answer. */
let base = null;

const elapsed = () => {
  const counted = performance.now() - base.counter;
  const wall = Date.now() - base.wall;
  // Somebody setting the clock looks the same as a sleep; the next answer settles it.
  return wall - counted > 5000 ? wall : counted;
};

export const sync = (serverMs) => {
  if (!Number.isFinite(serverMs) || serverMs <= 0) return;
  base = { server: serverMs, counter: performance.now(), wall: Date.now() };
};

export const serverNow = () => (base ? base.server + elapsed() : Date.now());

export const hasSlept = () => base !== null && Math.abs(Date.now() - base.wall - (performance.now() - base.counter)) > 5000;

const page = document.querySelector("[data-now-ms]");
if (page) sync(Number(page.dataset.nowMs));

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const said = event.detail.xhr.getResponseHeader("Room-Now");
  if (said) sync(Number(said));
});
