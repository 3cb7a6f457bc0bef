/* The parts of the room. What somebody types in is never swapped under their hands (LIV-3): such a
   part stays, a pill says what is new, and it is renewed once it is left or sent. */
import { unsaved } from "./drafts.js";

const FIELDS = "input, textarea, select";
const held = new Map();
// A part whose form was just sent: its focus and its words hold nothing back any more.
const released = new Set();

export const parts = () => [...document.querySelectorAll(".room-part")];
export const feed = () => document.getElementById("room-feed");
export const look = () => { if (feed()) htmx.trigger("#room-feed", "room:look"); };

const busy = (part) => {
  if (released.has(part.id)) return false;
  const active = document.activeElement;
  if (active && active !== document.body && part.contains(active)) return true;
  const chosen = window.getSelection();
  if (chosen && !chosen.isCollapsed && part.contains(chosen.anchorNode)) return true;
  return [...part.querySelectorAll("form")].some(unsaved);
};

export const release = (element) => {
  const part = element?.closest?.(".room-part");
  if (part) released.add(part.id);
};

// Somebody types in it again: it is held as before.
document.addEventListener("input", (event) => {
  const part = event.target.closest?.(".room-part");
  if (part) released.delete(part.id);
});

const drawPill = (part, count) => {
  let pill = part.previousElementSibling;
  if (!pill?.matches(".room-pill")) {
    pill = document.createElement("button");
    pill.type = "button";
    pill.className = "btn btn-primary room-pill";
    pill.setAttribute("aria-live", "polite");
    pill.addEventListener("click", () => { released.add(part.id); pill.remove(); look(); });
    part.before(pill);
  }
  pill.textContent = count > 0
    ? interpolate(ngettext("%s new entry: show", "%s new entries: show", count), [count])
    : gettext("There is news: show it");
};

const dropPill = (part) => {
  if (part.previousElementSibling?.matches(".room-pill")) part.previousElementSibling.remove();
};

// What was unfolded, and where the focus was, outlive a swap.
const folds = (part) => [...part.querySelectorAll("details[id]")].map((one) => [one.id, one.open]);
const handle = (part) => {
  const active = document.activeElement;
  if (!active || !part.contains(active)) return null;
  if (active.id) return `#${CSS.escape(active.id)}`;
  const form = active.closest("form");
  const action = form?.getAttribute("action");
  if (!action) return null;
  return `form[action="${CSS.escape(action)}"] ${active.tagName.toLowerCase()}`;
};
// Where the timeline was read: entries come in above, what is in sight stays.
const scrolled = (part) => {
  const list = part.querySelector(".room-timeline");
  return list && list.scrollTop > 0 ? { top: list.scrollTop, height: list.scrollHeight } : null;
};
let before = new Map();

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const part = event.detail.target;
  if (!part.matches?.(".room-part")) return;
  if (busy(part)) {
    event.detail.shouldSwap = false;
    const fresh = event.detail.fragment.querySelector?.(".room-part") || event.detail.fragment.firstElementChild;
    const seq = Number(fresh?.dataset.seq || 0);
    held.set(part.id, seq);
    drawPill(part, seq - Number(part.dataset.seq));
    return;
  }
  before.set(part.id, { folds: folds(part), focus: handle(part), scroll: scrolled(part) });
  dropPill(part);
  held.delete(part.id);
  released.delete(part.id);
});

document.addEventListener("htmx:oobAfterSwap", (event) => {
  const id = event.detail.target?.id;
  const was = before.get(id);
  before.delete(id);
  const part = document.getElementById(id);
  if (!was || !part) return;
  was.folds.forEach(([name, open]) => {
    const one = document.getElementById(name);
    if (one) one.open = open;
  });
  const list = part.querySelector(".room-timeline");
  if (was.scroll && list) list.scrollTop = was.scroll.top + list.scrollHeight - was.scroll.height;
  if (was.focus) part.querySelector(was.focus)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("room:renewed", { detail: { part } }));
});

// The question: what is shown, in which state. A part held back, or left meanwhile, is asked anew.
let minute = performance.now();
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id !== "room-feed") return;
  const shown = parts().map((one) => `${one.dataset.part}=${one.dataset.digest}`);
  event.detail.headers["Room-Have"] = shown.join(",");
  const free = [...held.keys()].some((id) => { const part = document.getElementById(id); return part && !busy(part); });
  if (free) event.detail.parameters.set("since", "");
  if (performance.now() - minute >= 60000) {
    minute = performance.now();
    event.detail.parameters.set("minute", "1");
  }
});

// Leaving a part shows what was held back at once.
document.addEventListener("focusout", () => setTimeout(() => {
  const free = [...held.keys()].some((id) => { const part = document.getElementById(id); return part && !busy(part); });
  if (free) look();
}, 50));
