/* Dragging a card presses the entry of its own menu that leads to that column. */
(() => {
  const board = document.getElementById("board");
  if (!board) return;
  const say = (text) => { board.querySelector("[data-board-status]").textContent = text; };
  const entry = (card, column) => card?.querySelector(`[data-to="${column.dataset.column}"]`);
  let dragged = null;

  const ready = () => board.querySelectorAll("[data-card]").forEach((card) => {
    card.draggable = Boolean(card.querySelector("[data-to]"));
  });
  const unmark = () => board.querySelectorAll(".is-target").forEach((one) => one.classList.remove("is-target"));

  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-card]");
    if (!dragged) return;
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest?.("[data-column]");
    unmark();
    if (!column || !entry(dragged, column)) return;
    event.preventDefault();
    column.classList.add("is-target");
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest?.("[data-column]");
    const wanted = column && entry(dragged, column);
    if (!wanted) return;
    event.preventDefault();
    say(gettext("Moving…"));
    wanted.click();
  });
  board.addEventListener("dragend", (event) => {
    unmark();
    event.target.closest?.("[data-card]")?.classList.remove("is-dragged");
    dragged = null;
  });
  document.addEventListener("htmx:afterSettle", ready);
  ready();
})();
