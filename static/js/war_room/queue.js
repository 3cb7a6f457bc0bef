/* What could not be sent waits here, in order, and is sent again with its idempotency key (LIV-4):
   however often it leaves, it arrives once. Two people may share a device, and one person may have
   two tabs open: everybody sees and sends their own, and each entry is taken out by itself. */
import { newKey, read, room, soon, write } from "./store.js";
import { serverNow } from "./server_time.js";

const QUEUE = "room:queue";
const REFUSED = "room:refused";
const AGAIN_MS = 5000;
// Asked again later: too slow, too much at once.
const LATER = [408, 425, 429];
const REST_MS = 60000;
const SHOWN = 200;
let sending = false;
let restsUntil = 0;

const ownedBy = () => room?.dataset.user || "";
const mine = (name) => read(name, []).filter((one) => one.by === ownedBy());
const others = (name) => read(name, []).filter((one) => one.by !== ownedBy());
export const waiting = () => mine(QUEUE);
const tokens = () => document.querySelectorAll("input[name=csrfmiddlewaretoken]");

// Another tab may have changed the list meanwhile.
const takeOut = (one) => {
  const sent = JSON.stringify(one);
  return write(QUEUE, read(QUEUE, []).filter((other) => JSON.stringify(other) !== sent));
};

/* `pairs` are a form's fields. Files cannot be kept here. */
export const put = (address, pairs, words) => {
  const kept = pairs.filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  if (!kept.some(([name, value]) => name === "key" && value)) kept.push(["key", newKey()]);
  // It happened now, whenever it arrives: the entry is then late, not the deed (E34).
  const at = kept.find(([name]) => name === "at");
  const now = new Date(serverNow()).toISOString();
  if (at && !at[1]) at[1] = now;
  if (!at) kept.push(["at", now]);
  const done = write(QUEUE, [...read(QUEUE, []), { address, pairs: kept, words, at: now, by: ownedBy() }]);
  show();
  return done;
};

const post = async (one) => {
  const body = new URLSearchParams(one.pairs);
  body.set("csrfmiddlewaretoken", tokens()[0]?.value || "");
  return fetch(one.address, {
    method: "POST", body, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin", signal: soon(),
  });
};

export const isSignIn = (response) => response.redirected && new URL(response.url).pathname.startsWith("/accounts/");

/* A page that was open while somebody signed in anew has an old token. False: it is not known
   whether the same person is still there. */
const renewTokens = async () => {
  const response = await fetch(location.href, { credentials: "same-origin", cache: "no-store", signal: soon() });
  if (!response.ok || isSignIn(response)) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const token = page.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  if (!token || page.getElementById("room")?.dataset.user !== ownedBy()) return false;
  tokens().forEach((one) => { one.value = token; });
  return true;
};

/* Sends what waits, oldest first; stops at the first that does not get through. */
export const flush = async () => {
  if (sending || !waiting().length || performance.now() < restsUntil) return;
  sending = true;
  let sent = 0;
  try {
    for (let one = waiting()[0]; one; one = waiting()[0]) {
      let response = await post(one);
      if (response.status === 403) {
        if (!await renewTokens()) { restsUntil = performance.now() + REST_MS; break; }
        response = await post(one);
      }
      if (response.status >= 500 || LATER.includes(response.status) || isSignIn(response)) break;
      if (!takeOut(one)) break;
      if (response.ok) {
        sent += 1;
        document.dispatchEvent(new CustomEvent("room:sent", { detail: { address: response.url } }));
      } else {
        write(REFUSED, [...read(REFUSED, []), one]);
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
  const yet = waiting();
  const no = mine(REFUSED);
  place.hidden = !yet.length && !no.length;
  place.replaceChildren();
  if (yet.length) {
    const words = interpolate(ngettext("%s entry waits in this browser and is sent when there is a signal:", "%s entries wait in this browser and are sent when there is a signal:", yet.length), [yet.length]);
    place.append(line(words, yet.map((one) => one.words.slice(0, SHOWN))));
  }
  if (no.length) {
    const words = interpolate(ngettext("%s entry was refused by the server; enter it again:", "%s entries were refused by the server; enter them again:", no.length), [no.length]);
    // In full: they stand nowhere else.
    place.append(line(words, no.map((one) => one.words)));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = gettext("Seen");
    button.addEventListener("click", () => { write(REFUSED, others(REFUSED)); show(); });
    place.append(button);
  }
};

if (room) {
  show();
  flush();
  setInterval(flush, AGAIN_MS);
  window.addEventListener("online", flush);
  window.addEventListener("storage", (event) => { if (event.key === QUEUE || event.key === REFUSED) show(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
}
