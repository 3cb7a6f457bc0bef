/* What could not be sent waits here, in order, and is sent again with its idempotency key (LIV-4):
   however often it leaves, it arrives once. */
import { newKey, read, room, write } from "./store.js";
import { serverNow } from "./server_time.js";

const QUEUE = "room:queue";
const REFUSED = "room:refused";
const AGAIN_MS = 5000;
let sending = false;

export const waiting = () => read(QUEUE, []);
const refused = () => read(REFUSED, []);
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
const ownedBy = () => room?.dataset.user || "";

/* `pairs` are a form's fields. Files cannot be kept here. */
export const put = (address, pairs, words) => {
  const kept = pairs.filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  if (!kept.some(([name, value]) => name === "key" && value)) kept.push(["key", newKey()]);
  // It happened now, whenever it arrives: the entry is then late, not the deed (E34).
  const at = kept.find(([name]) => name === "at");
  const now = new Date(serverNow()).toISOString();
  if (at && !at[1]) at[1] = now;
  if (!at) kept.push(["at", now]);
  const all = waiting();
  all.push({ address, pairs: kept, words, at: now, by: ownedBy() });
  const done = write(QUEUE, all);
  show();
  return done;
};

const post = async (one) => {
  const body = new URLSearchParams(one.pairs);
  body.set("csrfmiddlewaretoken", token());
  return fetch(one.address, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
};

export const isSignIn = (response) => response.redirected && new URL(response.url).pathname.startsWith("/accounts/");

/* Sends what waits, oldest first; stops at the first that does not get through. */
export const flush = async () => {
  if (sending || !waiting().length) return;
  sending = true;
  let sent = 0;
  try {
    for (let one = waiting()[0]; one; one = waiting()[0]) {
      if (one.by !== ownedBy()) break;
      const response = await post(one);
      if (response.status >= 500 || response.status === 403 || isSignIn(response)) break;
      write(QUEUE, waiting().slice(1));
      if (response.ok) {
        sent += 1;
        document.dispatchEvent(new CustomEvent("room:sent", { detail: { address: response.url } }));
      } else {
        write(REFUSED, [...refused(), one]);
      }
    }
  } catch {
    /* still no signal */
  } finally {
    sending = false;
    show();
    if (sent) document.dispatchEvent(new CustomEvent("room:flushed", { detail: { sent } }));
  }
};

const line = (words, texts) => {
  const found = document.createElement("div");
  found.append(words);
  const list = document.createElement("ul");
  texts.forEach((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    list.append(item);
  });
  found.append(list);
  return found;
};

export const show = () => {
  const place = document.getElementById("room-queue");
  if (!place) return;
  const mine = waiting();
  const no = refused();
  place.hidden = !mine.length && !no.length;
  place.replaceChildren();
  if (mine.length) {
    const words = interpolate(ngettext("%s entry waits in this browser and is sent when there is a signal:", "%s entries wait in this browser and are sent when there is a signal:", mine.length), [mine.length]);
    place.append(line(words, mine.map((one) => one.words)));
  }
  if (no.length) {
    const words = interpolate(ngettext("%s entry was refused by the server; enter it again:", "%s entries were refused by the server; enter them again:", no.length), [no.length]);
    place.append(line(words, no.map((one) => one.words)));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = gettext("Seen");
    button.addEventListener("click", () => { write(REFUSED, null); show(); });
    place.append(button);
  }
};

if (room) {
  show();
  flush();
  setInterval(flush, AGAIN_MS);
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
}
