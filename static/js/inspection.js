/* A round: the proposed answer is taken over with one tap. Without script it is read and typed. */
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  const box = button.closest("[data-proposal]");
  const prefix = box.dataset.for;
  const radio = document.querySelector(
    `input[name="${prefix}-outcome"][value="${box.dataset.proposal}"]`,
  );
  const note = document.querySelector(`textarea[name="${prefix}-note"]`);
  if (radio) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (note && !note.value.trim()) {
    note.value = box.dataset.words;
    note.dispatchEvent(new Event("input", { bubbles: true }));
  }
  radio?.focus();
});
