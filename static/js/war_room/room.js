/* The war room: clocks that tick, parts that renew themselves, drafts that stay, a queue. */
import "./countdown.js";
import { hasSlept, serverNow } from "./server_time.js";
import { bringBack } from "./drafts.js";
import { answered, failed, signedOut } from "./offline.js";
import { look } from "./parts.js";
import { flush, waiting } from "./queue.js";
import "./send.js";

bringBack();
document.addEventListener("room:renewed", () => bringBack());
document.addEventListener("room:flushed", look);

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.id !== "room-feed") return;
  if (event.detail.xhr.responseURL.includes("/accounts/login/")) {
    signedOut();
  } else if (event.detail.successful) {
    const wasQueued = waiting().length > 0;
    answered();
    if (wasQueued) flush();
  } else {
    failed(serverNow());
  }
});

const wake = () => { if (!document.hidden) look(); };
document.addEventListener("visibilitychange", wake);
window.addEventListener("online", wake);
window.addEventListener("pageshow", (event) => { if (event.persisted) look(); });
setInterval(() => { if (hasSlept()) look(); }, 2000);
document.getElementById("room").dataset.live = "";
