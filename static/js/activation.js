// The part that moves is never swapped under somebody's hands (LIV-3): while a button or a link in
// it has the focus, or a text is selected, a pill says that there is news. What was unfolded stays.
const LIVE = "activation-live";
let folded = new Map();

const busy = (live) => {
  const focused = document.activeElement;
  const chosen = window.getSelection();
  const selects = chosen && !chosen.isCollapsed && live.contains(chosen.anchorNode);
  return (focused && focused !== document.body && live.contains(focused)) || selects;
};

const pill = (live, html) => {
  document.querySelector(".activation-pill")?.remove();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-primary activation-pill";
  button.textContent = gettext("There is news: show it");
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", () => {
    button.remove();
    htmx.swap(`#${LIVE}`, html, { swapStyle: "outerHTML" });
  });
  live.before(button);
};

document.addEventListener("htmx:beforeSwap", (event) => {
  const live = event.detail.target;
  if (live.id !== LIVE || event.detail.xhr.status !== 200) return;
  if (busy(live)) {
    event.detail.shouldSwap = false;
    pill(live, event.detail.serverResponse);
    return;
  }
  document.querySelector(".activation-pill")?.remove();
  folded = new Map([...live.querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== LIVE) return;
  for (const [id, open] of folded) {
    const one = document.getElementById(id);
    if (one) one.open = open;
  }
});
